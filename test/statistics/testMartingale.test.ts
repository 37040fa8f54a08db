import { describe, expect, it } from 'vitest';
import { createRng, NumericError } from '../../lib/borad/base';
import { conformalRanks, testMartingale } from '../../lib/borad/statistics';

describe('conformal ranks', () => {
  it('are the share of what is larger, ties broken by chance', () => {
    const rank = conformalRanks([1, 2, 3, 4], { ...createRng(0), uniform: () => 0.5 });
    // Of five numbers none is larger than 9 and all others are larger than 0.
    expect(rank(9)).toBeCloseTo(0.5 / 5, 12);
    expect(rank(0)).toBeCloseTo(5.5 / 6, 12);
    // Larger: 3, 4, 9; the same: itself and one more, of seven.
    expect(rank(2)).toBeCloseTo((3 + 0.5 * 2) / 7, 12);
  });

  it('are uniform without drift, also after a short reference', () => {
    const rng = createRng(3);
    const rank = conformalRanks([rng.normal()], rng.split('ties'));
    const ranks = Array.from({ length: 4000 }, () => rank(rng.normal()));
    for (const share of [0.1, 0.5, 0.9])
      expect(ranks.filter((p) => p < share).length / ranks.length).toBeCloseTo(share, 1);
    expect(() => rank(Number.NaN)).toThrow(NumericError);
  });
});

describe('a test martingale', () => {
  it('begins at 1 and keeps its capital at p = 0.5', () => {
    const bet = testMartingale();
    for (let i = 0; i < 500; i++) expect(bet(0.5)).toBeCloseTo(1, 12);
    expect(() => bet(1.5)).toThrow(NumericError);
  });

  it('has a mean of 1 over uniform p values, so that Ville bounds it', () => {
    const rng = createRng(4);
    const ends = Array.from({ length: 4000 }, () => {
      const bet = testMartingale();
      let capital = 1;
      for (let i = 0; i < 10; i++) capital = bet(rng.uniform());
      return capital;
    });
    expect(ends.reduce((a, b) => a + b, 0) / ends.length).toBeCloseTo(1, 1);
  });

  it('finds small p values after a long quiet time', () => {
    const rng = createRng(5);
    const bet = testMartingale();
    for (let i = 0; i < 5000; i++) expect(bet(rng.uniform())).toBeLessThan(1000);
    let capital = 0;
    for (let i = 0; i < 200; i++) capital = bet(0.2 * rng.uniform());
    expect(capital).toBeGreaterThan(1e6);
  });
});
