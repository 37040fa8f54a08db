import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumericError, ShapeError } from '../../lib/borad/base';
import {
  covarianceSplit,
  entropyBound,
  hardAssignment,
  softAssignment,
  totalVariance,
  withinShare,
} from '../../lib/borad/theory';
import { distributions, failing, normals, RUNS, seeds } from './draws';

describe('totalVariance (Section 3.2)', () => {
  it('by hand: two pairs on a line', () => {
    const samples = [[0], [2], [10], [12]];
    const found = totalVariance(samples, hardAssignment([0, 0, 1, 1], 2));
    expect(found).toEqual({ within: 1, between: 25, total: 26 });
  });

  it('within + between = total for any soft weights', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const weights = normals(9, 3, seed + 1).map((row) => {
          const exponentials = row.map(Math.exp);
          const sum = exponentials.reduce((a, b) => a + b);
          return exponentials.map((value) => value / sum);
        });
        const { within, between, total } = totalVariance(normals(9, 4, seed), weights);
        expect(within + between).toBeCloseTo(total, 10);
        expect(between).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it('one prototype explains nothing, one per sample everything; unused prototypes do not matter', () => {
    const samples = normals(5, 3, 2);
    expect(totalVariance(samples, hardAssignment([0, 0, 0, 0, 0], 4)).between).toBeCloseTo(0, 12);
    expect(totalVariance(samples, hardAssignment([0, 1, 2, 3, 4], 5)).within).toBeCloseTo(0, 12);
  });

  it('refuses weights that are no distribution', () => {
    expect(() => totalVariance([[1], [2]], [[0.5], [1]])).toThrow(NumericError);
    expect(() => totalVariance([[1]], [[1.5, -0.5]])).toThrow(NumericError);
    expect(() => totalVariance([[1], [2]], [[1]])).toThrow(ShapeError);
    expect(() => hardAssignment([0, 2], 2)).toThrow(NumericError);
  });
});

describe('covarianceSplit (eq. 4)', () => {
  const sizes = {
    n: fc.integer({ min: 2, max: 14 }),
    d: fc.integer({ min: 1, max: 7 }),
    count: fc.integer({ min: 1, max: 6 }),
  };

  it('is exact in trace and in full, for hard and for soft weights, over sizes, origins and scales', () => {
    const scale = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(seeds, sizes.n, sizes.d, sizes.count, scale, fc.boolean(), (seed, n, d, count, power, hard) => {
        const samples = normals(n, d, seed).map((row) => row.map((value, c) => 10 ** power * (value * (c + 1) + 3)));
        const weights = hard
          ? hardAssignment(
              samples.map((_, i) => (i * 7 + seed) % count),
              count,
            )
          : distributions(n, count, seed + 1);
        const { identities } = covarianceSplit(samples, weights);
        expect(identities).toHaveLength(3);
        expect(failing(identities)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('both parts are covariances; the one between prototypes has rank below their number', () => {
    const { within, between } = covarianceSplit(normals(20, 6, 5), distributions(20, 3, 6));
    expect(entropyBound(within).eigenvalues[0]).toBeGreaterThan(0);
    const spectrum = entropyBound(between).eigenvalues;
    expect(spectrum.filter((value) => value > 1e-12 * spectrum[5])).toHaveLength(2);
  });

  it('by hand: two pairs on a line', () => {
    const { within, between, total } = covarianceSplit([[0], [2], [10], [12]], hardAssignment([0, 0, 1, 1], 2));
    expect([within, between, total]).toEqual([[[1]], [[25]], [[26]]]);
    expect(withinShare({ within: 1, between: 25 })).toBeCloseTo(1 / 26, 12);
  });
});

describe('softAssignment', () => {
  const samples = normals(30, 2, 9);
  const prototypes = [
    [-1, 0],
    [1, 0],
  ];

  it('rows sum to 1, are hard at temperature 0 and even for a high one', () => {
    for (const temperature of [0, 0.1, 1, 1e4]) {
      for (const row of softAssignment(samples, prototypes, temperature)) expect(row[0] + row[1]).toBeCloseTo(1, 12);
    }
    samples.forEach(([x], i) => {
      expect(softAssignment(samples, prototypes, 0)[i]).toEqual(x > 0 ? [0, 1] : [1, 0]);
      expect(softAssignment(samples, prototypes, 1e4)[i][0]).toBeCloseTo(0.5, 6);
    });
  });

  it('softer weights move variance from between to within', () => {
    const shares = [0, 0.5, 1, 2, 8].map((temperature) =>
      withinShare(totalVariance(samples, softAssignment(samples, prototypes, temperature))),
    );
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    expect(shares[0]).toBeLessThan(0.8);
    expect(shares[4]).toBeGreaterThan(0.99);
  });
});
