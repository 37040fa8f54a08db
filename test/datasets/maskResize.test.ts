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

  it('marks a pixel exactly where an anomalous one overlaps it', () => {
    // 5 to 3: pixels stand for 0 to 1.67, 1.67 to 3.33 and 3.33 to 5.
    const column = (x: number) => Uint8Array.from({ length: 25 }, (_, i) => Number(i % 5 === x));
    const rows = [0, 1, 2, 3, 4].map((x) => Array.from(resizeMask(column(x), 5, 3).subarray(0, 3)));
    expect(rows).toEqual([
      [1, 0, 0],
      [1, 1, 0],
      [0, 1, 0],
      [0, 1, 1],
      [0, 0, 1],
    ]);
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
