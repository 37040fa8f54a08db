import { describe, expect, it } from 'vitest';
import { createRng, NumericError, ShapeError } from '../../lib/borad/base';
import { pairedDifference, studentQuantile } from '../../lib/borad/statistics';

describe('pairedDifference', () => {
  const a = [0.83, 0.85, 0.81, 0.84, 0.86];
  const b = [0.8, 0.83, 0.8, 0.8, 0.83];

  it("gives scipy's paired t test", () => {
    // scipy.stats.ttest_rel(a, b): statistic 5.0990195, p 0.00698737, interval 0.01184285 to 0.04015715.
    const { mean, low, high, p, verdict, n } = pairedDifference(a, b);
    expect(n).toBe(5);
    expect(mean).toBeCloseTo(0.026, 12);
    expect(mean / ((high - mean) / studentQuantile(0.95, 4))).toBeCloseTo(5.0990195, 6);
    expect(p).toBeCloseTo(0.00698737466, 10);
    expect(low).toBeCloseTo(0.0118428522, 9);
    expect(verdict).toBe('higher');
  });

  it('changes sign with the order', () => {
    const [there, back] = [pairedDifference(a, b), pairedDifference(b, a)];
    expect(back.low).toBeCloseTo(-there.high, 12);
    expect(back.verdict).toBe('lower');
  });

  it('is undecided when the interval contains zero, and at a stricter level', () => {
    expect(pairedDifference([1, 2, 3, 4, 5], [2, 1, 3, 5, 4]).verdict).toBe('undecided');
    expect(pairedDifference(a, b, 0.999).verdict).toBe('undecided');
  });

  it('decides nothing about equal lists', () => {
    expect(pairedDifference(a, a)).toMatchObject({ mean: 0, low: 0, high: 0, p: 1, verdict: 'undecided' });
  });

  it('is certain where every pair differs by the same, two pairs included', () => {
    const same = { n: 2, mean: 1, sd: 0, low: 1, high: 1, p: 0, verdict: 'higher' };
    expect(pairedDifference([2, 3], [1, 2])).toMatchObject(same);
  });

  it('covers the true mean in about 95% of draws', () => {
    const rng = createRng(3);
    let covered = 0;
    for (let draw = 0; draw < 2000; draw++) {
      const own = Array.from({ length: 5 }, () => 0.3 + rng.normal());
      const { low, high } = pairedDifference(own, [0, 0, 0, 0, 0]);
      if (low <= 0.3 && high >= 0.3) covered++;
    }
    expect(covered / 2000).toBeGreaterThan(0.935);
    expect(covered / 2000).toBeLessThan(0.965);
  });

  it('refuses unequal lengths, single pairs and values that are not finite', () => {
    expect(() => pairedDifference([1, 2], [1])).toThrow(ShapeError);
    expect(() => pairedDifference([1], [1])).toThrow(ShapeError);
    expect(() => pairedDifference([1, Number.NaN], [1, 2])).toThrow(NumericError);
    expect(() => pairedDifference([Number.NaN, 1], [1, 2])).toThrow('pair 0');
  });
});
