import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { heldFiles, removeOldest } from '../../lib/borad/base/boundedFolder';

const scratch = mkdtempSync(join(tmpdir(), 'borad-bounded-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let folders = 0;

/** A folder of files, each [name, bytes, seconds when it was used]. */
function folderOf(...files: [name: string, bytes: number, used: number][]): string {
  const folder = join(scratch, `${++folders}`);
  mkdirSync(folder);
  for (const [name, bytes, used] of files) {
    writeFileSync(join(folder, name), new Uint8Array(bytes));
    utimesSync(join(folder, name), used, used);
  }
  return folder;
}

const threeGraphs = () => folderOf(['a.graph', 10, 300], ['b.graph', 20, 100], ['c.graph', 30, 200]);

describe('files of a bounded folder', () => {
  it('are those of the pattern, the least recently used first', () => {
    const folder = folderOf(['new.graph', 1, 300], ['old.graph', 2, 100], ['notes.txt', 4, 50], ['mid.graph', 3, 200]);
    expect(heldFiles(folder, /\.graph$/)).toEqual([
      { path: join(folder, 'old.graph'), bytes: 2, used: 100_000 },
      { path: join(folder, 'mid.graph'), bytes: 3, used: 200_000 },
      { path: join(folder, 'new.graph'), bytes: 1, used: 300_000 },
    ]);
  });

  it('are asked for in a folder that is there', () => {
    expect(() => heldFiles(join(scratch, 'nowhere'), /./)).toThrow(/ENOENT/);
  });

  it.each([
    [60, ['a.graph', 'b.graph', 'c.graph']],
    [59, ['a.graph', 'c.graph']],
    [40, ['a.graph', 'c.graph']],
    [39, ['a.graph']],
    [0, []],
  ])('go from the oldest on until %i bytes are left at most', (most, left) => {
    const folder = threeGraphs();
    removeOldest(heldFiles(folder, /\.graph$/), most);
    expect(readdirSync(folder).sort()).toEqual(left);
  });

  it('may have been removed by another process meanwhile', () => {
    const folder = threeGraphs();
    const held = heldFiles(folder, /\.graph$/);
    rmSync(join(folder, 'b.graph'));
    removeOldest(held, 40);
    expect(readdirSync(folder).sort()).toEqual(['a.graph', 'c.graph']);
  });
});
