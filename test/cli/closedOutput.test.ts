import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(__dirname, '../..');
const bin = join(root, 'lib/borad/bin/borad.js');
const module = JSON.stringify(join(root, 'lib/borad/bin/closedOutput.js'));

/** What commands do with a signal, around work that looks for it between its steps. */
const INTERRUPTED = `
  const { interruptSignal } = require(${JSON.stringify(join(root, 'lib/borad/dist/cli/interrupt.js'))});
  const { signal } = interruptSignal();
  console.log('ready');
  const timer = setInterval(() => {
    if (!signal.aborted) return;
    clearInterval(timer);
    console.log('stopped at a safe point');
    process.exitCode = 130;
  }, 200);`;

/** Runs a program whose reader leaves at once; gives its exit code and what it says on standard error. */
function withoutReader(words: string[]) {
  const quoted = [process.execPath, ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const { stdout, stderr } = spawnSync('bash', ['-c', `${quoted} | true; echo "\${PIPESTATUS[0]}"`], {
    encoding: 'utf8',
  });
  return { code: Number(stdout), stderr };
}

/** A program that prints for as long as there may be a reader, then does its work and ends with a code. */
const program = (code: number, print = 'process.stdout.write("a line\\n")') =>
  `require(${module}).keepGoingWithoutReader('work');
  let lines = 0;
  const timer = setInterval(() => {
    ${print};
    if (++lines < 20) return;
    clearInterval(timer);
    process.stderr.write('the work is done\\n');
    process.exitCode ||= ${code};
  }, 20);`;

describe('output that nobody reads', () => {
  it('does not keep a command from ending its work, with its own code and without a word', () => {
    for (const code of [0, 1]) {
      for (const print of [undefined, 'console.log("a line")']) {
        expect(withoutReader(['-e', program(code, print)])).toEqual({ code, stderr: 'the work is done\n' });
      }
    }
  });

  it('may be standard error, too', () => {
    const print = 'process.stderr.write("a line\\n")';
    const { stdout } = spawnSync(
      'bash',
      ['-c', `node -e "$0" 2>&1 >/dev/null | true; echo "\${PIPESTATUS[0]}"`, program(3, print)],
      {
        encoding: 'utf8',
      },
    );
    expect(stdout).toBe('3\n');
  });

  it.runIf(process.platform === 'linux')('is a failure, in one line, when it is lost on a full disk', () => {
    const { stdout, stderr } = spawnSync('bash', ['-c', 'node -e "$0" >/dev/full; echo $?', program(0)], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('1\n');
    expect(stderr).toMatch(/^work: standard output cannot be written: .*no space.*\.\nthe work is done\n$/);
  });
});

describe('borad', () => {
  it('ends quietly behind a pipe that is closed, or without any output, with the code of its work', () => {
    expect(withoutReader([bin, 'teacher', 'list'])).toEqual({ code: 0, stderr: '' });
    expect(withoutReader([bin, '--help'])).toEqual({ code: 0, stderr: '' });
    const missing = withoutReader([bin, 'data', 'check', join(root, 'no-such-folder')]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/^borad: .*no-such-folder is not a folder\./);
    expect(missing.stderr).not.toMatch(/\n +at /);
    const closed = spawnSync('bash', ['-c', `'${process.execPath}' '${bin}' teacher list >&-; echo $? >&2`], {
      encoding: 'utf8',
    });
    expect(closed.stderr).toBe('0\n');
  });

  it('stops with 130 when its terminal closes while it trains', async () => {
    const child = spawn(process.execPath, ['-e', INTERRUPTED], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      // Shell and kernel may both say that the terminal has gone.
      if (text === 'ready\n') for (const _ of [1, 2]) child.kill('SIGHUP');
    });
    const code = await new Promise((done) => child.on('close', done));
    expect({ code, text }).toEqual({ code: 130, text: 'ready\nstopped at a safe point\n' });
  });
});
