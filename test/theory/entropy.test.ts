import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import {
  covariance,
  densityBounds,
  densityEntropy,
  densityShapes,
  entropyBound,
  entropySteps,
  gaussianChannel,
  randomCovariance,
} from '../../lib/borad/theory';
import { covariances, failing, normals, RUNS, seeds } from './draws';

describe('entropyBound (B.1)', () => {
  it('by hand: diag(1, 4)', () => {
    const found = entropyBound([
      [1, 0],
      [0, 4],
    ]);
    const constant = Math.log(2 * Math.PI * Math.E);
    expect(found.eigenvalues).toEqual([1, 4]);
    expect(found.geometricMean).toBeCloseTo(2, 12);
    expect(found.arithmeticMean).toBe(2.5);
    expect(found.gaussianEntropy).toBeCloseTo(constant + Math.log(2), 12);
    expect(found.traceBound).toBeCloseTo(constant + Math.log(2.5), 12);
  });

  it('holds for every covariance and is tight for an isotropic one only', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.01, max: 9, noNaN: true }), (seed, scale) => {
        const found = entropyBound(covariance(normals(12, 4, seed)));
        expect(found.gaussianEntropy).toBeLessThan(found.traceBound);
        expect(found.geometricMean).toBeLessThan(found.arithmeticMean);
        const isotropic = entropyBound([0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? scale : 0))));
        expect(isotropic.gaussianEntropy).toBeCloseTo(isotropic.traceBound, 12);
      }),
      RUNS,
    );
  });

  it('a degenerate Gaussian has entropy -Infinity', () => {
    expect(
      entropyBound([
        [1, 1],
        [1, 1],
      ]).gaussianEntropy,
    ).toBe(Number.NEGATIVE_INFINITY);
  });

  it('refuses what is no covariance', () => {
    expect(() => entropyBound([[1, 2]])).toThrow(ShapeError);
    expect(() =>
      entropyBound([
        [1, 2],
        [0, 1],
      ]),
    ).toThrow(NumericError);
    expect(() => entropyBound([[-1]])).toThrow(NumericError);
    expect(() => covariance([])).toThrow(ShapeError);
  });
});

describe('entropySteps (eqs. 13-17)', () => {
  it('identities are exact and bounds hold for every rank and condition number', () => {
    fc.assert(
      fc.property(covariances(), ({ sigma, d, rank }) => {
        const { identities, bounds } = entropySteps(sigma);
        expect(failing(identities)).toEqual([]);
        expect(bounds).toHaveLength(4);
        for (const { slack, lower, upper } of bounds) {
          expect(slack).toBeGreaterThan(-1e-12 * (1 + Math.abs(upper)));
          if (rank < d && upper !== 0) expect(lower).toBeLessThan(upper);
        }
      }),
      RUNS,
    );
  });

  it('by hand: both sides of each step for diag(1, 4)', () => {
    const { identities, bounds } = entropySteps([
      [1, 0],
      [0, 4],
    ]);
    const constant = Math.log(2 * Math.PI * Math.E);
    const sides = [
      [2, 2.5],
      [2, 2.5],
      [Math.log(4), 2 * Math.log(2.5)],
      [constant + Math.log(2), constant + Math.log(2.5)],
    ];
    bounds.forEach(({ lower, upper }, i) => {
      expect([lower, upper]).toEqual([expect.closeTo(sides[i][0], 12), expect.closeTo(sides[i][1], 12)]);
    });
    expect(identities.map(({ left }) => left)).toEqual([4, 5]);
  });

  it('is tight for equal eigenvalues; the slack grows with the condition number, to infinity for a singular matrix', () => {
    const slack = (condition: number, rank = 5) => {
      const { sigma } = randomCovariance(createRng(3), 5, { rank, condition });
      return entropySteps(sigma).bounds[3].slack;
    };
    expect(slack(1)).toBeCloseTo(0, 12);
    const rising = [1, 10, 100, 1e4].map((condition) => slack(condition));
    expect([...rising].sort((a, b) => a - b)).toEqual(rising);
    expect(rising[3]).toBeGreaterThan(5);
    expect(slack(1, 4)).toBe(Number.POSITIVE_INFINITY);
  });

  it('by hand: a trace that falls while the entropy rises', () => {
    const [stretched, round] = [
      [9, 0.01],
      [1, 1],
    ].map(([a, b]) =>
      entropyBound([
        [a, 0],
        [0, b],
      ]),
    );
    expect(round.traceBound).toBeLessThan(stretched.traceBound);
    expect(round.gaussianEntropy).toBeGreaterThan(stretched.gaussianEntropy);
  });
});

describe('densityBounds (eqs. 12 and 17)', () => {
  it('holds for every shape; only the normal reaches it, and only with equal variances', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 8 }), (seed, d) => {
        const variances = normals(1, d, seed)[0].map(Math.exp);
        for (const shape of densityShapes) {
          const found = densityBounds(shape, variances);
          expect(found.variances.slack).toBeGreaterThan(-1e-12);
          if (shape === 'normal') expect(found.shape.slack).toBe(0);
          else expect(found.shape.slack).toBeGreaterThan(0.01 * d);
        }
      }),
      RUNS,
    );
    expect(densityBounds('normal', [2, 2, 2]).variances.slack).toBeCloseTo(0, 12);
    // An isotropic covariance is not enough: the shape's own slack stays.
    expect(densityBounds('uniform', [2, 2]).variances.slack).toBeCloseTo(0, 12);
    expect(densityBounds('uniform', [2, 2]).shape.slack).toBeCloseTo(Math.log((Math.PI * Math.E) / 6), 12);
  });

  it('closed entropies agree with quadrature of their densities', () => {
    const logistic = (x: number) => Math.exp(-Math.abs(x)) / (1 + Math.exp(-Math.abs(x))) ** 2;
    const laplace = (x: number) => 0.5 * Math.exp(-Math.abs(x));
    const entropyOf = (density: (x: number) => number) => {
      let sum = 0;
      for (let x = -60; x < 60; x += 1 / 256) sum -= (density(x) * Math.log(density(x))) / 256;
      return sum;
    };
    expect(densityEntropy('logistic', Math.PI ** 2 / 3)).toBeCloseTo(entropyOf(logistic), 6);
    expect(densityEntropy('laplace', 2)).toBeCloseTo(entropyOf(laplace), 4);
    expect(densityEntropy('uniform', 1 / 12)).toBeCloseTo(0, 12);
    // Two peaks that hardly overlap: one bit more than one of them.
    expect(densityEntropy('twoPeaks', 10)).toBeCloseTo(densityEntropy('normal', 1) + Math.log(2), 1);
    expect(() => densityEntropy('cube' as 'normal', 1)).toThrow(OptionError);
    expect(() => densityEntropy('normal', 0)).toThrow(NumericError);
  });
});

describe('gaussianChannel (eq. 11)', () => {
  it('I(X;Z) = h(Z) - h(Z|X) for every rank and condition number', () => {
    fc.assert(
      fc.property(covariances(), fc.double({ min: -2, max: 1, noNaN: true }), ({ sigma, eigenvalues }, power) => {
        const found = gaussianChannel(sigma, eigenvalues[0] * 10 ** power);
        expect(failing([found.identity])).toEqual([]);
        expect(found.information).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it('by hand: one dimension; no noise is refused', () => {
    expect(gaussianChannel([[3]], 1).information).toBeCloseTo(Math.log(4) / 2, 12);
    expect(() => gaussianChannel([[3]], 0)).toThrow(NumericError);
  });
});
