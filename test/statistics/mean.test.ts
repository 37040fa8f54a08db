import { describe, expect, it } from 'vitest';
import { mean, meanAndDeviation, median } from '../../lib/borad/statistics';

describe('mean', () => {
  it('is the arithmetic mean of any list, and NaN of none', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(mean(Float32Array.of(0.5, 1.5))).toBe(1);
    expect(mean([])).toBeNaN();
  });

  it('adds from the first value to the last', () => {
    // 1 is lost next to 1e16 unless the large values cancel first.
    expect(mean([1e16, 1, -1e16])).toBe(0);
    expect(mean([1e16, -1e16, 1])).toBe(1 / 3);
  });
});

describe('meanAndDeviation', () => {
  it('divides the squares by n - 1', () => {
    expect(meanAndDeviation([1, 2, 3, 4, 5])).toEqual({ mean: 3, sd: Math.sqrt(2.5) });
  });

  it('gives a single value no deviation', () => {
    expect(meanAndDeviation([7])).toEqual({ mean: 7, sd: 0 });
  });
});

describe('median', () => {
  it('is the middle value, or halfway between the two', () => {
    expect(median([9, 1, 10])).toBe(9);
    expect(median([9, 1, 10, 2])).toBe(5.5);
    expect(median([])).toBeNaN();
  });

  it('leaves the list as it was', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});
