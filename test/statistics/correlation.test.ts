import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../lib/borad/base';
import { correlation, fisherInterval } from '../../lib/borad/statistics';

describe('correlation', () => {
  it('is Pearson’s', () => {
    expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
    expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    // By hand: deviations (-1.5, -0.5, 0.5, 1.5) and (-1, 1, -1, 1), products 1.5 - 0.5 - 0.5 + 1.5 = 2, squares 5 and 4.
    expect(correlation([1, 2, 3, 4], [0, 2, 0, 2])).toBeCloseTo(2 / Math.sqrt(20), 12);
    expect(() => correlation([1], [1, 2])).toThrow(ShapeError);
  });

  it('has Fisher’s interval', () => {
    const { mean, lower, upper } = fisherInterval(0.5, 28);
    expect(mean).toBeCloseTo(0.5, 12);
    expect(Math.atanh(upper) - Math.atanh(lower)).toBeCloseTo((2 * 1.96) / 5, 12);
  });
});
