import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError, withFileLock, withFileLockSync } from '../../lib/borad/base';

const library = join(__dirname, '..', '..', 'lib', 'borad', 'dist', 'base');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borad-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Adds one to the number in a file, many times, in a process of its own. */
function countUp(file: string, times: number): Promise<number | null> {
  const script = `
    const { readFileSync, writeFileSync } = require('fs');
    const { withFileLockSync } = require(${JSON.stringify(library)});
    for (let i = 0; i < ${times}; i++) withFileLockSync(${JSON.stringify(file)}, () =>
      writeFileSync(${JSON.stringify(file)}, String(Number(readFileSync(${JSON.stringify(file)}, 'utf8')) + 1)));`;
  const child = spawn(process.execPath, ['-e', script], { stdio: 'inherit' });
  return new Promise((resolve) => child.on('exit', resolve));
}

describe('withFileLock', () => {
  it('loses nothing where processes write side by side', async () => {
    const file = join(folder, 'count');
    writeFileSync(file, '0');
    expect(await Promise.all([countUp(file, 100), countUp(file, 100), countUp(file, 100)])).toEqual([0, 0, 0]);
    expect(readFileSync(file, 'utf8')).toBe('300');
  });

  it('lets one piece of work in at a time, and the next in after a failure', async () => {
    const file = join(folder, 'not', 'there', 'yet');
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
      return 1;
    };
    await expect(withFileLock(file, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await Promise.all([withFileLock(file, work), withFileLock(file, work)])).toEqual([1, 1]);
    expect(most).toBe(1);
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  it('says who is in the way when it has waited long enough', async () => {
    const file = join(folder, 'count');
    await withFileLock(file, async () => {
      expect(() => withFileLockSync(file, () => 1, 0.1)).toThrow(DataError);
      await expect(withFileLock(file, async () => 1, 0.5)).rejects.toThrow(/in use by another process/);
    });
    expect(withFileLockSync(file, () => 1, 0.1)).toBe(1);
  });
});
