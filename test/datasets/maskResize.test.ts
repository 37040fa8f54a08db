import { describe, expect, it } from 'vitest';
import { resizeMask } from '../../lib/borad/datasets/maskResize';
import { regionAreas, subpixelRegions } from '../../lib/borad/datasets/regions';

const count = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0);

describe('resizeMask', () => {
  it('keeps a defect of 13 pixels on a photo of 2,000 px, wherever it lies', () => {
    for (const [x, y] of [
      [0, 0],
      [3, 1004],
      [997, 997],
      [1987, 1999],
    ]) {
      const marked = new Uint8Array(2000 * 2000);
      for (let i = 0; i < 13; i++) marked[y * 2000 + x + i] = 1;
      const mask = resizeMask(marked, 2000, 256);
      // One row of 7.8 source pixels each: 13 pixels touch two or three.
      expect(count(mask)).toBeGreaterThanOrEqual(2);
      expect(count(mask)).toBeLessThanOrEqual(3);
      expect(mask[Math.floor((y * 256) / 2000) * 256 + Math.floor((x * 256) / 2000)]).toBe(1);
      expect(subpixelRegions(marked, 2000, 256)).toBe(1);
    }
  });

  it('marks a pixel exactly where an anomalous one overlaps it, along both axes', () => {
    // 5 to 3: pixels stand for 0 to 1.67, 1.67 to 3.33 and 3.33 to 5.
    const expected = [
      [1, 0, 0],
      [1, 1, 0],
      [0, 1, 0],
      [0, 1, 1],
      [0, 0, 1],
    ];
    const column = (x: number) => Uint8Array.from({ length: 25 }, (_, i) => Number(i % 5 === x));
    const row = (y: number) => Uint8Array.from({ length: 25 }, (_, i) => Number(Math.floor(i / 5) === y));
    expect([0, 1, 2, 3, 4].map((x) => Array.from(resizeMask(column(x), 5, 3).subarray(0, 3)))).toEqual(expected);
    expect([0, 1, 2, 3, 4].map((y) => Array.from(resizeMask(row(y), 5, 3)).filter((_, i) => i % 3 === 0))).toEqual(
      expected,
    );
  });

  it('changes nothing at its own size and takes the nearest where it grows, each axis by itself', () => {
    const marked = Uint8Array.from([0, 1, 0, 0, 0, 0, 0, 1]);
    expect(resizeMask(Uint8Array.from([0, 1, 1, 0]), 2, 2)).toEqual(Uint8Array.from([0, 1, 1, 0]));
    // 4 x 2 to 3 x 3: columns overlap, the two rows are repeated.
    expect(Array.from(resizeMask(marked, 4, 3))).toEqual([1, 1, 0, 0, 0, 1, 0, 0, 1]);
    expect(Array.from(resizeMask(Uint8Array.from([0, 1, 1, 0]), 2, 4))).toEqual([
      0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0,
    ]);
  });

  it('takes points where a published protocol does', () => {
    const column = Uint8Array.from({ length: 16 }, (_, i) => Number(i % 4 === 2));
    // 4 to 2: pixels 0 and 1 stand for centres at 1 and 3, between columns 0 and 1 and between 2 and 3.
    expect(Array.from(resizeMask(column, 4, 2, 'nearest')).slice(0, 2)).toEqual([0, 0]);
    expect(Array.from(resizeMask(column, 4, 2, 'overlap')).slice(0, 2)).toEqual([0, 1]);
    // Half of column 2 is not more than a half; columns 2 and 3 together are.
    expect(Array.from(resizeMask(column, 4, 2, 'bilinear')).slice(0, 2)).toEqual([0, 0]);
    const half = Uint8Array.from({ length: 16 }, (_, i) => Number(i % 4 >= 2));
    expect(Array.from(resizeMask(half, 4, 2, 'bilinear'))).toEqual([0, 1, 0, 1]);
    for (const rule of ['nearest', 'bilinear'] as const) expect(resizeMask(half, 4, 4, rule)).toEqual(half);
  });

  it('lets a small region vanish by points only', () => {
    const marked = new Uint8Array(64 * 64);
    marked[10 * 64 + 10] = 1;
    expect(count(resizeMask(marked, 64, 8))).toBe(1);
    for (const rule of ['nearest', 'bilinear'] as const) expect(count(resizeMask(marked, 64, 8, rule))).toBe(0);
  });
});

describe('regions', () => {
  it('joins pixels that touch at a corner', () => {
    const marked = Uint8Array.from([1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1]);
    expect(regionAreas(marked, 4)).toEqual([2, 1, 2, 1]);
  });

  it('counts regions below one pixel of the result only', () => {
    const marked = Uint8Array.from([1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0]);
    expect(regionAreas(marked, 4)).toEqual([1, 4, 1]);
    expect(subpixelRegions(marked, 4, 2)).toBe(2);
    expect(subpixelRegions(marked, 4, 4)).toBe(0);
    expect(subpixelRegions(marked, 4, 8)).toBe(0);
  });
});
