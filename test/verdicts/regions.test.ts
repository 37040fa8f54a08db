import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../lib/borad/base';
import { regionsAbove } from '../../lib/borad/verdicts';

describe('regionsAbove', () => {
  // 6 x 4: an L of three pixels on the left, one pixel on the right that touches nothing.
  const map = Float32Array.from([
    ...[0, 0, 0, 0, 0, 0],
    ...[0, 5, 0, 0, 0, 9],
    ...[0, 6, 7, 0, 0, 0],
    ...[0, 0, 0, 0, 0, 1],
  ]);

  it('gives box, area, peak and centroid, the highest peak first', () => {
    expect(regionsAbove(map, 6, 4, 1)).toEqual([
      { box: [5, 1, 1, 1], area: 1, peak: 9, centroid: [5, 1] },
      { box: [1, 1, 2, 2], area: 3, peak: 7, centroid: [4 / 3, 5 / 3] },
    ]);
  });

  it('takes values above the limit only', () => {
    expect(regionsAbove(map, 6, 4, 9)).toEqual([]);
    expect(regionsAbove(map, 6, 4, 0.5)).toHaveLength(3);
    expect(() => regionsAbove(map, 5, 4, 0)).toThrow(ShapeError);
  });
});
