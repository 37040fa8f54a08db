import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError, writeError, writeFileAtomic } from '../../lib/borad/base';
import { smallDisk } from './smallDisk';

const library = join(__dirname, '..', '..', 'lib', 'borad', 'dist', 'base');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borad-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function thrown(work: () => void): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('writeFileAtomic', () => {
  it('writes text and bytes, makes folders, and leaves nothing beside the file', () => {
    const file = join(folder, 'a', 'b', 'c.bin');
    writeFileAtomic(file, 'äöü');
    expect(readFileSync(file, 'utf8')).toBe('äöü');
    writeFileAtomic(file, Uint8Array.of(9, 1, 2, 9).subarray(1, 3));
    expect(readFileSync(file)).toEqual(Buffer.of(1, 2));
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['c.bin']);
  });

  it('keeps the rights of the file it replaces, follows a link, and writes into what is no file', () => {
    const file = join(folder, 'real');
    writeFileSync(file, 'old');
    chmodSync(file, 0o640);
    symlinkSync(file, join(folder, 'link'));
    writeFileAtomic(join(folder, 'link'), 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    writeFileAtomic('/dev/null', 'gone');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it.runIf(process.platform !== 'win32')('keeps the old file when a write comes to its limit half way', () => {
    const file = join(folder, 'weights');
    writeFileSync(file, 'good');
    const script = `
      try {
        require(${JSON.stringify(library)}).writeFileAtomic(${JSON.stringify(file)}, Buffer.alloc(1000000));
      } catch (error) {
        console.log(error.name + ': ' + error.message);
        process.exit(1);
      }`;
    // The first write of the system takes 100 blocks and says so; only the second fails.
    const limited = ['-c', 'ulimit -f 100; exec "$0" -e "$1"', process.execPath, script];
    const { status, stdout } = spawnSync('sh', limited, { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^DataError: Cannot write .*weights: the file would be larger.*1000000 bytes/);
    expect(readFileSync(file, 'utf8')).toBe('good');
    expect(readdirSync(folder)).toEqual(['weights']);
  });

  it('keeps the old file when the disk is full, and says how much is needed', ({ skip }) => {
    const disk = smallDisk(2);
    if (typeof disk === 'string') return skip(disk);
    try {
      const file = join(disk.folder, 'weights');
      writeFileAtomic(file, Buffer.alloc(1_200_000, 1));
      const error = thrown(() => writeFileAtomic(file, Buffer.alloc(1_200_000, 2)));
      expect(error).toBeInstanceOf(DataError);
      expect(error.message).toMatch(/the disk is full. 1200000 bytes \(1.2 MB\) are needed, 0.\d+ MB are left/);
      expect(readFileSync(file).equals(Buffer.alloc(1_200_000, 1))).toBe(true);
      expect(readdirSync(disk.folder)).toEqual(['weights']);
      disk.resize(4);
      writeFileAtomic(file, Buffer.alloc(1_200_000, 2));
      expect(readFileSync(file).equals(Buffer.alloc(1_200_000, 2))).toBe(true);
    } finally {
      disk.remove();
    }
  });

  it('names the file that lies in the place of a folder, and the folder in the place of a file', () => {
    writeFileSync(join(folder, 'file'), 'kept');
    for (const path of ['file/a.json', 'file/deep/a.json']) {
      const error = thrown(() => writeFileAtomic(join(folder, path), 'x'));
      expect(error).toBeInstanceOf(DataError);
      expect(error.message).toContain(`${join(folder, 'file')} is a file, a folder is expected there`);
    }
    mkdirSync(join(folder, 'dir'));
    expect(thrown(() => writeFileAtomic(join(folder, 'dir'), 'x')).message).toMatch(/a folder has this name/);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('kept');
    expect(readdirSync(folder).sort()).toEqual(['dir', 'file']);
  });

  it('says that a file system is read-only or that permission is missing', ({ skip }) => {
    const refused = (code: string) => writeError('/x/y', Object.assign(new Error(code), { code })).message;
    expect(refused('EROFS')).toMatch(/read-only/);
    expect(refused('EACCES')).toMatch(/permission denied/);
    expect(existsSync('/x')).toBe(false);
    const disk = smallDisk(1);
    if (typeof disk === 'string') return skip(disk);
    try {
      writeFileAtomic(join(disk.folder, 'a'), 'old');
      expect(spawnSync('mount', ['-o', 'remount,ro', disk.folder]).status).toBe(0);
      expect(thrown(() => writeFileAtomic(join(disk.folder, 'a'), 'new')).message).toMatch(/read-only/);
      expect(thrown(() => writeFileAtomic(join(disk.folder, 'b', 'c'), 'new')).message).toMatch(/read-only/);
      expect(readFileSync(join(disk.folder, 'a'), 'utf8')).toBe('old');
    } finally {
      disk.remove();
    }
  });
});
