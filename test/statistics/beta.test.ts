import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { betaQuantile, conformalLimit, incompleteBeta, proportion } from '../../lib/borad/statistics';

describe('incompleteBeta', () => {
  it('is the distribution of an order statistic of uniform numbers', () => {
    // I_x(1, b) = 1 - (1 - x)^b, I_x(a, 1) = x^a.
    expect(incompleteBeta(1, 5, 0.2)).toBeCloseTo(1 - 0.8 ** 5, 12);
    expect(incompleteBeta(3, 1, 0.2)).toBeCloseTo(0.2 ** 3, 12);
    expect([incompleteBeta(2, 3, -1), incompleteBeta(2, 3, 2)]).toEqual([0, 1]);
  });
});

describe('betaQuantile', () => {
  it('is its inverse', () => {
    for (const p of [0.025, 0.5, 0.95]) expect(incompleteBeta(4, 7, betaQuantile(p, 4, 7))).toBeCloseTo(p, 10);
    expect([betaQuantile(0, 4, 7), betaQuantile(1, 4, 7)]).toEqual([0, 1]);
    for (const [p, a, b] of [
      [2, 1, 1],
      [-0.1, 1, 1],
      [0.5, 0, 1],
      [0.5, 1, 0],
    ])
      expect(() => betaQuantile(p, a, b)).toThrow(OptionError);
  });
});

describe('proportion', () => {
  it('has the interval of Clopper and Pearson', () => {
    // Tables: 0 of 10 up to 1 - 0.025^(1/10); 3 of 10 from 0.0667 to 0.6525.
    expect(proportion(0, 10)).toMatchObject({ share: 0, low: 0 });
    expect(proportion(0, 10).high).toBeCloseTo(1 - 0.025 ** 0.1, 10);
    expect(proportion(10, 10).high).toBe(1);
    const { share, low, high } = proportion(3, 10);
    expect(share).toBe(0.3);
    expect(low).toBeCloseTo(0.0667, 4);
    expect(high).toBeCloseTo(0.6525, 4);
    for (const [count, of, level] of [
      [3, 2, 0.95],
      [-1, 2, 0.95],
      [0.5, 2, 0.95],
      [1, 2.5, 0.95],
      [1, 2, 0],
      [1, 2, 1],
    ])
      expect(() => proportion(count, of, level)).toThrow(/^proportion: expected/);
  });
});

describe('conformalLimit', () => {
  it('has a rank that does not suffer from rounding', () => {
    // (n + 1)(1 - rate) = 19 exactly, though 20 * 0.95 is 19 only by luck of rounding.
    const scores = Array.from({ length: 19 }, (_, i) => i + 1);
    expect(conformalLimit(scores, 0.05)).toEqual({ limit: 19, rank: 19, bound: 0.05 });
    expect(conformalLimit(scores, 0.1)).toEqual({ limit: 18, rank: 18, bound: 0.1 });
    expect(conformalLimit([5], 0.5)).toEqual({ limit: 5, rank: 1, bound: 0.5 });
    expect(() => conformalLimit([], 0.5)).toThrow(/at least one/);
    expect(() => conformalLimit([1], 0)).toThrow(OptionError);
    expect(() => conformalLimit([1], 1)).toThrow(OptionError);
  });

  it('takes the scores in any order, by their size', () => {
    expect(conformalLimit([9, 10, 1], 0.5).limit).toBe(9);
    // 1,000 (1 - 0.18) comes out above a whole number by rounding.
    expect(
      conformalLimit(
        Array.from({ length: 999 }, (_, i) => i + 1),
        0.18,
      ).rank,
    ).toBe(820);
  });
});
