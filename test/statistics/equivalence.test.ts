import { describe, expect, it } from 'vitest';
import { createRng, OptionError } from '../../lib/borad/base';
import { equivalenceP, holm, pairedDifference, studentQuantile, visibleEffect } from '../../lib/borad/statistics';

const of = (values: number[]) =>
  pairedDifference(
    values,
    values.map(() => 0),
  );

describe('equivalenceP', () => {
  it('is the larger of two one-sided t tests', () => {
    // scipy: max(ttest_1samp(x, -0.5, alternative='greater').pvalue, ttest_1samp(x, 0.5, alternative='less').pvalue).
    const x = of([0.4, -0.2, 0.1, 0.3, -0.1]);
    const error = x.sd / Math.sqrt(5);
    const quantile = (0.5 - 0.1) / error;
    expect(equivalenceP(x, 0.5)).toBeCloseTo(0.012356, 5);
    expect(quantile).toBeGreaterThan(studentQuantile(0.9, 4));
  });

  it('is 1/2 on the margin and above it outside', () => {
    expect(equivalenceP({ mean: 0.5, sd: 1, n: 5 }, 0.5)).toBeCloseTo(0.5, 12);
    expect(equivalenceP({ mean: -0.8, sd: 1, n: 5 }, 0.5)).toBeGreaterThan(0.5);
    expect(equivalenceP({ mean: 0.1, sd: 0, n: 5 }, 0.5)).toBe(0);
    expect(equivalenceP({ mean: 0.9, sd: 0, n: 5 }, 0.5)).toBe(1);
    expect(equivalenceP({ mean: 0.5, sd: 0, n: 5 }, 0.5)).toBe(1);
    // As far outside as inside.
    const inside = equivalenceP({ mean: 0.2, sd: 1, n: 5 }, 0.5);
    expect(inside + equivalenceP({ mean: -0.8, sd: 1, n: 5 }, 0.5)).toBeCloseTo(1, 12);
    expect(() => equivalenceP({ mean: 0, sd: 1, n: 5 }, 0)).toThrow(OptionError);
  });
});

describe('visibleEffect', () => {
  it('is the sum of two t quantiles, in standard errors', () => {
    // scipy: t.ppf(0.975, 8), t.ppf(0.8, 8), and t.ppf(0.9875, 8) where there are two tests.
    expect(visibleEffect({ sd: 2, n: 9 }, 1)).toBeCloseTo(((2.306004135204166 + 0.8888895177670202) * 2) / 3, 9);
    expect(visibleEffect({ sd: 2, n: 9 }, 2)).toBeCloseTo(((2.751523596063054 + 0.8888895177670202) * 2) / 3, 9);
  });

  it('is found about four times in five', () => {
    const rng = createRng(11);
    const [n, tests] = [8, 3];
    const effect = visibleEffect({ sd: 1, n }, tests);
    const trials = 2000;
    let found = 0;
    for (let i = 0; i < trials; i++) {
      const { p, mean } = of(Array.from({ length: n }, () => effect + rng.normal()));
      if (mean > 0 && holm([p, 1, 1])[0] < 0.05) found++;
    }
    expect(found / trials).toBeGreaterThan(0.7);
    expect(found / trials).toBeLessThan(0.86);
  });
});
