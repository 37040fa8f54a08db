import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumericError, ShapeError } from '../../lib/borad/base';
import {
  alignmentExpansion,
  alignmentExpansionGradient,
  alignmentGradients,
  alignmentLoss,
  alignmentLossGradient,
  alignmentSteps,
  differentiate,
  dualDot,
  expansionError,
  fitPowerLaw,
  secondMoment,
} from '../../lib/borad/theory';
import { covariances, differencesOf, distance, failing, normals, RUNS, seeds } from './draws';

const unit = (row: number[]): number[] => row.map((value) => value / Math.hypot(...row));

describe('alignmentSteps (eqs. 28-32)', () => {
  const sizes = [fc.integer({ min: 2, max: 9 }), fc.double({ min: -3, max: 2, noNaN: true })] as const;

  it('eqs. 28 and 29 are exact for differences of any size', () => {
    fc.assert(
      fc.property(seeds, ...sizes, (seed, d, power) => {
        const [r, delta] = normals(2, d, seed);
        expect(
          failing(
            alignmentSteps(
              r,
              delta.map((value) => 10 ** power * value),
            ).identities,
          ),
        ).toEqual([]);
      }),
      RUNS,
    );
  });

  it('eq. 30 errs in order 4 and eq. 31 in order 2 of |delta| / |r|', () => {
    const factors = [0.02, 0.05, 0.1, 0.2];
    for (const seed of [1, 2, 3]) {
      const [r, delta] = normals(2, 5, seed).map(unit);
      const errors = factors.map(
        (factor) =>
          alignmentSteps(
            r,
            delta.map((value) => factor * value),
          ).errors,
      );
      const order = (name: 'norms' | 'fraction') =>
        fitPowerLaw(
          factors,
          errors.map((row) => row[name]),
        ).slope;
      expect(order('norms')).toBeCloseTo(4, 1);
      expect(order('fraction')).toBeCloseTo(2, 1);
    }
    expect(() => alignmentSteps([1, 0], [0.1, 0])).toThrow(NumericError);
  });
});

describe('alignmentGradients (eq. 34)', () => {
  it('closed forms equal automatic differentiation for every rank and condition number', () => {
    fc.assert(
      fc.property(covariances(), fc.double({ min: -3, max: -0.3, noNaN: true }), (draw, power) => {
        const r = unit(normals(1, draw.d, draw.seed + 1)[0]);
        const { identities } = alignmentGradients(r, differencesOf(draw, 10 ** power));
        expect(identities).toHaveLength(3);
        expect(failing(identities)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('central differences of step 1e-5 agree with both', () => {
    fc.assert(
      fc.property(covariances({ fullRank: true }), (draw) => {
        const r = unit(normals(1, draw.d, draw.seed + 1)[0]);
        const differences = differencesOf(draw, 0.3);
        const { exact } = alignmentGradients(r, differences);
        const moved = (i: number, step: number) => r.map((value, c) => value + (c === i ? step : 0));
        const central = r.map(
          (_, i) => (alignmentLoss(moved(i, 1e-5), differences) - alignmentLoss(moved(i, -1e-5), differences)) / 2e-5,
        );
        expect(distance(central, exact)).toBeLessThan(1e-8);
        expect(distance(alignmentLossGradient(r, differences), exact)).toBeLessThan(1e-12);
      }),
      RUNS,
    );
  });

  it('differentiates by hand: x sqrt(y) / (x + 2) - 3', () => {
    const { value, gradient } = differentiate(([x, y]) => x.multiply(y.sqrt()).divide(x.add(2)).subtract(3), [2, 9]);
    expect(value).toBeCloseTo(-1.5, 12);
    expect(gradient[0]).toBeCloseTo((3 * 2) / 16, 12);
    expect(gradient[1]).toBeCloseTo(2 / 6 / 4, 12);
    expect(() => dualDot([], [])).toThrow(ShapeError);
  });
});

describe('expansionError (eqs. 27 and 33)', () => {
  it('falls with slope 2 for the loss and its gradient, for every dimension, rank and condition number', () => {
    const factors = [1, 0.5, 0.25, 0.125];
    fc.assert(
      fc.property(covariances({ least: 3 }), (draw) => {
        const r = unit(normals(1, draw.d, draw.seed + 1)[0]);
        const { rows, lossOrder, gradientOrder } = expansionError(r, differencesOf(draw, 0.02), factors);
        expect(rows[0].ratio).toBeCloseTo(0.02, 12);
        expect(rows[3].lossError).toBeLessThan(rows[0].lossError);
        expect(lossOrder.slope).toBeGreaterThan(1.9);
        expect(lossOrder.slope).toBeLessThan(2.1);
        expect(gradientOrder.slope).toBeGreaterThan(1.9);
        expect(gradientOrder.slope).toBeLessThan(2.1);
      }),
      { ...RUNS, numRuns: 30 },
    );
  });

  it('loss and gradient stay accurate where 1 - cos would cancel', () => {
    const [r, delta] = normals(2, 5, 8).map(unit);
    for (const factor of [1e-7, 1e-8]) {
      const differences = [delta.map((value) => factor * value)];
      const sigma = secondMoment(differences);
      expect(Math.abs(alignmentExpansion(r, sigma) / alignmentLoss(r, differences) - 1)).toBeLessThan(1e-12);
      const [closed, exact] = [alignmentExpansionGradient(r, sigma), alignmentLossGradient(r, differences)];
      expect(distance(closed, exact) / Math.hypot(...exact)).toBeLessThan(1e-12);
    }
    // Beyond a right angle and at an opposite view.
    expect(alignmentLoss([1, 0], [[0, 4]])).toBeCloseTo(1.6, 12);
    expect(alignmentLoss([1, 0], [[4, 0]])).toBe(2);
  });

  it('fits a power law, and refuses what has no logarithm', () => {
    const fit = fitPowerLaw([1, 2, 4], [3, 24, 192]);
    expect([fit.slope, fit.factor]).toEqual([expect.closeTo(3, 12), expect.closeTo(3, 12)]);
    expect(fit.worst).toBeLessThan(1e-12);
    expect(() => fitPowerLaw([1, 2], [0, 1])).toThrow(NumericError);
    expect(() => fitPowerLaw([1, 1], [1, 2])).toThrow(NumericError);
    expect(() => fitPowerLaw([1], [1])).toThrow(ShapeError);
    expect(() => expansionError([1, 0], [[0.1, 0]], [1, 0.5])).toThrow(NumericError);
  });
});
