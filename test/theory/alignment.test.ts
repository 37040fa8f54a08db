import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumericError, ShapeError } from '../../lib/borad/base';
import {
  alignmentExpansion,
  alignmentExpansionGradient,
  alignmentLoss,
  alignmentLossGradient,
  crossViewDifferences,
  radialDerivative,
  radialDerivativeExpansion,
  rayleighQuotient,
  secondMoment,
  stationaryCondition,
  tangentialGradient,
  trace,
} from '../../lib/borad/theory';
import { distance, normals, RUNS, rotation, seeds } from './draws';

describe('alignment loss (B.4)', () => {
  const eigenvalues = [0.9, 0.5, 0.2];
  const eigenvectors = rotation(0.7, -1.1);
  const r = [1.2, -2, 0.8];
  const column = (i: number): number[] => eigenvectors.map((row) => row[i]);

  it('by hand: a difference across r turns the views by 2 atan(|delta| / 2 |r|)', () => {
    expect(alignmentLoss([2, 0], [[0, 2]])).toBeCloseTo(1 - Math.cos(2 * Math.atan(0.5)), 12);
    // A difference along r changes lengths only.
    expect(alignmentLoss([2, 0], [[1, 0]])).toBeCloseTo(0, 12);
  });

  it('the differences have the covariance they were made for', () => {
    const sigma = secondMoment(crossViewDifferences(eigenvalues, eigenvectors, 0.3));
    eigenvalues.forEach((lambda, i) => {
      expect(rayleighQuotient(column(i), sigma)).toBeCloseTo(0.3 * lambda, 12);
    });
    expect(trace(sigma)).toBeCloseTo(0.3 * (0.9 + 0.5 + 0.2), 12);
  });

  it('both gradients agree with central differences of step 1e-5 along random directions', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [at, direction] = normals(2, 3, seed).map((row) => row.map((value) => value + 2));
        const differences = crossViewDifferences(eigenvalues, eigenvectors, 0.5);
        const sigma = secondMoment(differences);
        const step = 1e-5;
        const moved = (sign: number) => at.map((value, i) => value + sign * step * direction[i]);
        const slope = (f: (r: number[]) => number) => (f(moved(1)) - f(moved(-1))) / (2 * step);
        const along = (gradient: number[]) => gradient.reduce((sum, value, i) => sum + value * direction[i], 0);
        const exact = slope((x) => alignmentLoss(x, differences));
        expect(Math.abs(along(alignmentLossGradient(at, differences)) - exact)).toBeLessThan(1e-7);
        const expanded = slope((x) => alignmentExpansion(x, sigma));
        expect(Math.abs(along(alignmentExpansionGradient(at, sigma)) - expanded)).toBeLessThan(1e-7);
      }),
      RUNS,
    );
  });

  it('the relative error of the expansion falls as |delta|^2', () => {
    const relativeError = (scale: number): number => {
      const differences = crossViewDifferences(eigenvalues, eigenvectors, scale);
      const exact = alignmentLoss(r, differences);
      return Math.abs(alignmentExpansion(r, secondMoment(differences)) / exact - 1);
    };
    expect(relativeError(1e-2) / relativeError(1e-1)).toBeCloseTo(0.1, 2);
    expect(relativeError(1e-3) / relativeError(1e-2)).toBeCloseTo(0.1, 2);
  });

  it('the loss falls with |r| everywhere, so an eigenvector is no stationary point', () => {
    const sigma = secondMoment(crossViewDifferences(eigenvalues, eigenvectors, 0.01));
    fc.assert(
      fc.property(seeds, (seed) => {
        const [at] = normals(1, 3, seed);
        const radial = radialDerivative(at, alignmentExpansionGradient(at, sigma));
        expect(radial).toBeLessThan(0);
        expect(radial / radialDerivativeExpansion(at, sigma)).toBeCloseTo(1, 9);
      }),
      RUNS,
    );
    const { left, right, gap } = stationaryCondition(column(0), sigma);
    expect(distance(left, right)).toBeCloseTo(gap, 12);
    expect(gap).toBeCloseTo(0.01 * (0.5 + 0.2), 12);
  });

  it('eq. 37 holds at the eigenvector of a covariance of rank one', () => {
    const sigma = secondMoment(crossViewDifferences([0.9, 0, 0], eigenvectors));
    const { left, right, gap } = stationaryCondition(column(0), sigma);
    expect(distance(left, right)).toBeLessThan(1e-12);
    expect(gap).toBeCloseTo(0, 12);
    expect(radialDerivativeExpansion(column(0), sigma)).toBeCloseTo(0, 12);
  });

  it('on a sphere the eigenvectors are stationary and the top one is the minimum', () => {
    const differences = crossViewDifferences(eigenvalues, eigenvectors, 0.01);
    const at = (i: number) => column(i).map((value) => 3 * value);
    const losses = [0, 1, 2].map((i) => {
      const gradient = alignmentLossGradient(at(i), differences);
      expect(Math.hypot(...tangentialGradient(at(i), gradient))).toBeLessThan(1e-12);
      return alignmentLoss(at(i), differences);
    });
    expect(losses[0]).toBeLessThan(losses[1]);
    expect(losses[1]).toBeLessThan(losses[2]);
    fc.assert(
      fc.property(seeds, (seed) => {
        const [direction] = normals(1, 3, seed);
        const point = direction.map((value) => (3 * value) / Math.hypot(...direction));
        const gradient = alignmentLossGradient(point, differences);
        expect(alignmentLoss(point, differences)).toBeGreaterThanOrEqual(losses[0]);
        expect(Math.hypot(...tangentialGradient(point, gradient))).toBeGreaterThan(1e-9);
      }),
      RUNS,
    );
  });

  it('is undefined at 0', () => {
    expect(() => alignmentLoss([0, 0], [[0, 0]])).toThrow(NumericError);
    expect(() =>
      alignmentExpansion(
        [0, 0],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    ).toThrow(NumericError);
    expect(() => alignmentExpansion([1, 0], [[1]])).toThrow(ShapeError);
  });
});
