import { describe, expect, it } from 'vitest';
import { tileSizes, tilesOf } from '../../lib/borad/datasets';
import { joinTiles } from '../../lib/borad/detection';

const tiling = { side: 40, overlap: 0.3 };
const photo = { width: 130, height: 70 };
const tiles = tilesOf(photo.width, photo.height, tileSizes(tiling, 64));
const mapOf = (value: (x: number, y: number) => number, size = 40) => ({
  ...{ width: size, height: size },
  values: Float32Array.from({ length: size * size }, (_, i) => value(i % size, Math.floor(i / size))),
});

const farthest = (values: Float32Array, expected: (i: number) => number) =>
  values.reduce((most, value, i) => Math.max(most, Math.abs(value - expected(i))), 0);

describe('joinTiles', () => {
  it('gives back a map that all tiles agree on', () => {
    const wave = (x: number, y: number) => 1 + Math.sin(x / 7) * Math.cos(y / 5);
    const parts = tiles.map((tile) => ({ tile, map: mapOf((x, y) => wave(tile.left + x, tile.top + y)) }));
    const { width, height, values } = joinTiles(parts, photo, tiling);
    expect([width, height]).toEqual([130, 70]);
    expect(farthest(values, (i) => wave(i % 130, Math.floor(i / 130)))).toBeLessThan(1e-6);
  });

  it('stretches maps of the size of the model over their tiles', () => {
    const parts = tiles.map((tile) => ({ tile, map: mapOf(() => 0.25, 8) }));
    expect(farthest(joinTiles(parts, photo, tiling).values, () => 0.25)).toBeLessThan(1e-6);
  });

  it('has no seam where tiles disagree: at their borders it bends as little as between them', () => {
    const parts = tiles.map((tile, i) => ({ tile, map: mapOf(() => i % 2) }));
    const { values } = joinTiles(parts, photo, tiling);
    const row = Array.from(values.subarray(0, photo.width));
    expect([Math.min(...row), Math.max(...row)]).toEqual([0, 1]);
    const starts = new Set(tiles.flatMap(({ left }) => [left, left + 40]));
    const steps = row.map((value, x) => Math.abs(value - (row[x - 1] ?? value)));
    for (const x of starts) if (x > 0 && x < photo.width) expect(steps[x]).toBeLessThan(0.01);
  });

  it('blends two tiles by a share without bends over what they have in common', () => {
    // Ten columns, two tiles of six: they start at 0 and 4, and columns 4 and 5 are common to both.
    const wide = { width: 10, height: 6 };
    const parts = [0, 4].map((left, i) => ({
      tile: { left, top: 0, width: 6, height: 6 },
      map: { width: 6, height: 6, values: new Float32Array(36).fill(i) },
    }));
    const { values } = joinTiles(parts, wide, { overlap: 0.3 });
    const smooth = (t: number) => 3 * t ** 2 - 2 * t ** 3;
    // From the border of a tile, half a pixel and one and a half of two.
    const [out, into] = [smooth(0.25), smooth(0.75)];
    const expected = [0, 0, 0, 0, out / (out + into), into / (out + into), 1, 1, 1, 1];
    for (let y = 0; y < 6; y++)
      expected.forEach((value, x) => {
        expect(values[10 * y + x]).toBeCloseTo(value, 6);
      });
  });
});
