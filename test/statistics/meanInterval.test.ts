import { describe, expect, it } from 'vitest';
import { DataError, NumericError, OptionError } from '../../lib/borad/base';
import { meanInterval } from '../../lib/borad/statistics';

describe('meanInterval', () => {
  it('is Student t, deviation or ends', () => {
    // scipy.stats.t.interval(0.95, 4, loc=3, scale=sem([1, 2, 3, 4, 5]))
    const { mean, lower, upper } = meanInterval([1, 2, 3, 4, 5]);
    expect(mean).toBe(3);
    expect(lower).toBeCloseTo(1.0367568385, 9);
    expect(upper).toBeCloseTo(4.9632431615, 9);
    expect(meanInterval([1, 2, 3, 4, 5], 'sd').upper).toBeCloseTo(3 + Math.sqrt(2.5), 12);
    expect(meanInterval([2, 1, 6], 'range')).toEqual({ mean: 3, lower: 1, upper: 6 });
    expect(meanInterval([2])).toEqual({ mean: 2, lower: 2, upper: 2 });
  });

  it('uses the same quantile of t for many repetitions', () => {
    // scipy.stats.t.ppf(0.975, 60) = 2.0002978, of 61 values 0 or 1.
    const many = Array.from({ length: 61 }, (_, i) => i % 2);
    const sem = Math.sqrt(many.reduce((s, v) => s + (v - 30 / 61) ** 2, 0) / 60 / 61);
    const wide = meanInterval(many);
    expect((wide.upper - wide.mean) / sem).toBeCloseTo(2.0002978, 7);
  });

  it('refuses what has no mean', () => {
    expect(() => meanInterval([])).toThrow(DataError);
    expect(() => meanInterval([1, Number.NaN])).toThrow(NumericError);
    expect(() => meanInterval([1, 2], 'iqr' as 'sd')).toThrow(OptionError);
  });
});
