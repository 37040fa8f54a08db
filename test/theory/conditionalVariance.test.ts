import { describe, expect, it } from 'vitest';
import { createRng, OptionError, ShapeError } from '../../lib/borad/base';
import { linearConditionalVariance, type VectorPairs } from '../../lib/borad/theory';

/** Y = A X + noise with X of two numbers and Y of three. */
function pairs(seed: number, rows: number, noise: number): VectorPairs {
  const rng = createRng(seed);
  const a = [
    [1, -2],
    [0.5, 0],
    [0, 3],
  ];
  const x: number[] = [];
  const y: number[] = [];
  for (let r = 0; r < rows; r++) {
    const own = [4 + rng.normal(), rng.normal()];
    x.push(...own);
    y.push(...a.map((row) => 7 + row[0] * own[0] + row[1] * own[1] + noise * rng.normal()));
  }
  return { x, y, rows };
}

describe('linearConditionalVariance (eqs. 19-22)', () => {
  it('finds the variance of the noise, and the total', () => {
    const { conditional, total } = linearConditionalVariance(pairs(1, 20_000, 0.5), pairs(2, 20_000, 0.5));
    expect(conditional / (3 * 0.25)).toBeCloseTo(1, 1);
    // Tr A A^T + 3 * 0.25
    expect(total / (14.25 + 0.75)).toBeCloseTo(1, 1);
  });

  it('leaves nothing where Y is a linear map of X, and everything where X says nothing', () => {
    const exact = linearConditionalVariance(pairs(3, 500, 0), pairs(4, 500, 0));
    expect(exact.conditional / exact.total).toBeLessThan(1e-6);
    const apart = { ...pairs(5, 5000, 0.5), x: pairs(6, 5000, 0.5).x };
    const blind = linearConditionalVariance(apart, { ...pairs(7, 5000, 0.5), x: pairs(8, 5000, 0.5).x });
    expect(blind.conditional / blind.total).toBeCloseTo(1, 2);
  });

  it('refuses what does not fit', () => {
    const good = pairs(9, 10, 1);
    expect(() => linearConditionalVariance({ ...good, rows: 7 }, good)).toThrow(ShapeError);
    expect(() => linearConditionalVariance(good, { ...good, y: good.x })).toThrow(ShapeError);
    const two = { x: [1, 2, 3, 4], y: [1, 2, 3, 4, 5, 6], rows: 2 };
    expect(() => linearConditionalVariance(two, good)).toThrow(OptionError);
  });
});
