import { describe, expect, it } from 'vitest';
import { slope } from '../../lib/borad/statistics';

describe('slope', () => {
  it('is that of the least-squares line', () => {
    expect(slope([0, 1, 2, 3], [5, 3, 1, -1])).toBe(-2);
    // Sums of products and of squares around the means: 2.5 and 5.
    expect(slope([1, 2, 3, 4], [1, 3, 2, 3])).toBeCloseTo(0.5, 15);
  });

  it('is NaN where all x are equal', () => {
    expect(slope([2, 2], [1, 3])).toBeNaN();
  });
});
