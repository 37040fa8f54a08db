import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { studentQuantile, studentTwoSided } from '../../lib/borad/statistics';

describe('studentQuantile', () => {
  // scipy.stats.t.ppf(0.5 + level / 2, freedom).
  it.each([
    [0.95, 4, 2.7764451051977934],
    [0.95, 1, 12.706204736174694],
    [0.95, 60, 2.0002978220142604],
    [0.99, 9, 3.249835541592126],
    [0.9, 29, 1.6991270265334972],
  ])('level %s with %s degrees of freedom is %s', (level, freedom, expected) => {
    expect(studentQuantile(level, freedom)).toBeCloseTo(expected, 9);
  });

  it('comes near the normal quantile with many degrees of freedom', () => {
    // scipy.stats.norm.ppf(0.975), plus the first term of the expansion, (z^3 + z) / 4 n.
    const z = 1.959963984540054;
    expect(studentQuantile(0.95, 1e4)).toBeCloseTo(z + (z ** 3 + z) / 4e4, 7);
  });

  it('inverts the two-sided probability', () => {
    expect(studentTwoSided(studentQuantile(0.8, 7), 7)).toBeCloseTo(0.2, 12);
  });

  it('refuses a level that is no confidence, and no degrees of freedom', () => {
    expect(() => studentQuantile(1, 4)).toThrow(OptionError);
    expect(() => studentQuantile(0, 4)).toThrow(OptionError);
    expect(() => studentQuantile(0.95, 0)).toThrow(OptionError);
  });
});

describe('studentTwoSided', () => {
  it('is that of the Cauchy distribution with one degree of freedom', () => {
    for (const t of [0, 0.3, 1, 40]) expect(studentTwoSided(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 12);
  });
});
