import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError, FolderInUseError, lockFolder } from '../../lib/borad/base';

const library = join(__dirname, '..', '..', 'lib', 'borad', 'dist', 'base');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borad-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that takes a folder and holds it until it is killed or told to end. */
async function holding(run: string): Promise<ChildProcess> {
  const script = `
    require(${JSON.stringify(library)}).lockFolder(${JSON.stringify(run)});
    process.stdin.on('data', () => process.exit(3));
    console.log('held');`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}

const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve));

describe('lockFolder', () => {
  it('lets one in at a time, makes the folder, and leaves nothing behind', () => {
    const run = join(folder, 'runs', 'first');
    const lock = lockFolder(run);
    lock.check();
    expect(() => lockFolder(run)).toThrow(DataError);
    lock.release();
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    mkdirSync(run, { recursive: true });
    writeFileSync(join(run, 'run.json'), '{}');
    lockFolder(run).release();
    expect(readdirSync(run)).toEqual(['run.json']);
  });

  it('names the process that holds it, and changes nothing', async () => {
    const run = join(folder, 'run');
    const child = await holding(run);
    const before = readFileSync(join(run, '.lock', 'holder.json'));
    expect(() => lockFolder(run)).toThrow(
      new RegExp(`in use by process ${child.pid} on this machine, since \\d{4}-\\d\\d-\\d\\dT`),
    );
    expect(readFileSync(join(run, '.lock', 'holder.json')).equals(before)).toBe(true);
    expect(readdirSync(run)).toEqual(['.lock']);
    child.kill('SIGKILL');
    await ended(child);
  });

  it('is taken over at once from a process that was killed, and free after one that has ended', async () => {
    const run = join(folder, 'run');
    const killed = await holding(run);
    killed.kill('SIGKILL');
    await ended(killed);
    expect(existsSync(join(run, '.lock'))).toBe(true);
    const lock = lockFolder(run);
    lock.check();
    lock.release();
    const leaving = await holding(join(folder, 'other'));
    leaving.stdin?.write('end');
    expect(await ended(leaving)).toBe(3);
    expect(readdirSync(folder)).toEqual(['run']);
  });

  it('clears what is left of attempts that were killed', () => {
    const run = join(folder, 'run');
    mkdirSync(join(run, '.lock-7-123'), { recursive: true });
    writeFileSync(join(run, '.lock-7-123', 'holder.json'), '{');
    writeFileSync(join(run, 'kept'), '');
    const lock = lockFolder(run);
    expect(readdirSync(run).sort()).toEqual(['.lock', 'kept']);
    lock.release();
    expect(readdirSync(run)).toEqual(['kept']);
  });

  it('leaves a dead lock to the process that is removing it, unless that one was killed at it', () => {
    const run = join(folder, 'run');
    mkdirSync(join(run, '.lock'), { recursive: true });
    const holder = { pid: 2 ** 22 + 1, host: hostname(), since: 'then' };
    writeFileSync(join(run, '.lock', 'holder.json'), JSON.stringify(holder));
    mkdirSync(join(run, '.lock-removal'));
    expect(() => lockFolder(run)).toThrow(FolderInUseError);
    expect(readdirSync(run).sort()).toEqual(['.lock', '.lock-removal']);
    const past = new Date(Date.now() - 11_000);
    utimesSync(join(run, '.lock-removal'), past, past);
    lockFolder(run).release();
    expect(readdirSync(run)).toEqual([]);
  });

  it('lets exactly one of several processes in that find a dead holder at the same moment', async () => {
    const run = join(folder, 'run');
    const script = `
      const { lockFolder } = require(${JSON.stringify(library)});
      process.stdin.once('data', () => {
        try {
          lockFolder(${JSON.stringify(run)}).check();
          process.stdin.on('end', () => process.exit(0));
          console.log('in');
        } catch (error) {
          console.log(error.name);
          process.exit(0);
        }
      });
      console.log('ready');`;
    for (let round = 0; round < 3; round++) {
      mkdirSync(join(run, '.lock'), { recursive: true });
      const holder = { pid: 2 ** 22 + 1, host: hostname(), since: 'then' };
      writeFileSync(join(run, '.lock', 'holder.json'), JSON.stringify(holder));
      const children = Array.from({ length: 4 }, () => spawn(process.execPath, ['-e', script], { stdio: 'pipe' }));
      await Promise.all(children.map((child) => new Promise((resolve) => child.stdout.once('data', resolve))));
      const said = children.map(
        (child) => new Promise((resolve) => child.stdout.once('data', (text) => resolve(`${text}`))),
      );
      for (const child of children) child.stdin.write('go');
      const words = await Promise.all(said);
      expect(words.sort()).toEqual(['FolderInUseError\n', 'FolderInUseError\n', 'FolderInUseError\n', 'in\n']);
      // Who is in stays there until all have tried.
      for (const child of children) child.stdin.end();
      await Promise.all(children.map((child) => child.exitCode ?? ended(child)));
    }
  });

  it('lets processes in one after another that make the folder and take it away with the lock', async () => {
    const run = join(folder, 'sweep', 'run');
    const script = `
      const { lockFolder, FolderInUseError } = require(${JSON.stringify(library)});
      let taken = 0;
      // For a second, and until each had it some times, however slow the machine is.
      for (const until = Date.now() + 1000; Date.now() < until || taken <= 10; ) {
        try {
          lockFolder(${JSON.stringify(run)}).release();
          taken++;
        } catch (error) {
          if (!(error instanceof FolderInUseError)) throw error;
        }
      }
      console.log(taken);`;
    const children = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    const said = children.map(async ({ stdout, stderr }) => (await text(stdout)) + (await text(stderr)));
    for (const words of await Promise.all(said)) expect(Number(words), words).toBeGreaterThan(10);
    // A folder stays empty where the one who made it went while another was coming.
    const left = readdirSync(folder, { recursive: true });
    expect(left.filter((name) => `${name}`.includes('.lock'))).toEqual([]);
  });

  it('is not fooled by a number that another process has by now', () => {
    const run = join(folder, 'run');
    mkdirSync(join(run, '.lock'), { recursive: true });
    const holder = { pid: process.pid, host: hostname(), since: 'then', began: '1' };
    writeFileSync(join(run, '.lock', 'holder.json'), JSON.stringify(holder));
    if (process.platform === 'linux') lockFolder(run).release();
    else expect(() => lockFolder(run)).toThrow(/in use/);
  });

  it('takes a holder on another machine for dead when it has been silent for a minute', () => {
    const run = join(folder, 'run');
    mkdirSync(join(run, '.lock'), { recursive: true });
    writeFileSync(join(run, '.lock', 'holder.json'), JSON.stringify({ pid: 1, host: 'elsewhere', since: 'then' }));
    expect(() => lockFolder(run)).toThrow(/process 1 on elsewhere, since then/);
    const past = new Date(Date.now() - 61_000);
    utimesSync(join(run, '.lock'), past, past);
    lockFolder(run).release();
  });

  it('says how a lock goes that a clock has put into the future', () => {
    const run = join(folder, 'run');
    mkdirSync(join(run, '.lock'), { recursive: true });
    writeFileSync(join(run, '.lock', 'holder.json'), JSON.stringify({ pid: 1, host: 'elsewhere', since: 'then' }));
    const later = Date.now() / 1000 + 1e6;
    utimesSync(join(run, '.lock'), later, later);
    expect(() => lockFolder(run)).toThrow(`If you know that it has ended, delete ${join(run, '.lock')}.`);
    rmSync(join(run, '.lock'), { recursive: true });
    lockFolder(run).release();
  });

  it.each([0, -1, 1.5, '1', null])('does not take %j for the number of a process', (pid) => {
    const run = join(folder, 'run');
    mkdirSync(join(run, '.lock'), { recursive: true });
    writeFileSync(join(run, '.lock', 'holder.json'), JSON.stringify({ pid, host: hostname(), since: 'then' }));
    expect(() => lockFolder(run)).toThrow(/in use by another process/);
    const before = Date.now() / 1000 - 120;
    utimesSync(join(run, '.lock'), before, before);
    lockFolder(run).release();
  });

  it('notices that the folder was removed or taken away', () => {
    const run = join(folder, 'run');
    const lock = lockFolder(run);
    writeFileSync(join(run, '.lock', 'holder.json'), JSON.stringify({ pid: 1, host: hostname(), since: 'now' }));
    expect(() => lock.check()).toThrow(/taken by another process/);
    rmSync(run, { recursive: true });
    expect(() => lock.check()).toThrow(DataError);
    lock.release();
  });

  it('says what is wrong with a folder that cannot be one', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => lockFolder(join(folder, 'file', 'run'))).toThrow(/file is a file, a folder is expected there/);
    expect(() => lockFolder(join(folder, 'file'))).toThrow(/file is a file, a folder is expected there/);
  });
});
