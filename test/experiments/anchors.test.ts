import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DataError } from '../../lib/borad/base';
import { anchorFile, anchorsOf } from '../../lib/notebooks/study/experiments';

const folder = mkdtempSync(join(tmpdir(), 'borad-anchors-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'runs'));
const store = { results: join(folder, 'runs'), scratch: folder };
const mean = {
  ...{ imageAuroc: 0.84, imageAp: 0.9, imageF1Max: 0.86, pixelAuroc: 0.94, pixelAp: 0.37, pixelF1Max: 0.42 },
  ...{ pixelAupro: 0.8, mad: 0.73 },
};

describe('anchorsOf', () => {
  it('is empty where nothing was measured', () => {
    expect(anchorsOf('procedural', store)).toEqual([]);
  });

  it('reads them by method and seed, from a folder by its name', () => {
    expect(anchorFile('data/own', store)).toBe(join(folder, 'anchors-own.json'));
    const anchors = [2, 1].map((seed) => ({ method: 'nearest neighbours', seed, mean }));
    writeFileSync(anchorFile('procedural', store), JSON.stringify(anchors));
    expect(anchorsOf('procedural', store)).toEqual([anchors[1], anchors[0]]);
  });

  it('refuses what is none', () => {
    for (const text of [
      '{}',
      '[1]',
      '[null]',
      JSON.stringify([{ method: 'x', seed: 1, mean: { ...mean, mad: 'high' } }]),
    ]) {
      writeFileSync(anchorFile('procedural', store), text);
      expect(() => anchorsOf('procedural', store), text).toThrow(DataError);
    }
  });
});
