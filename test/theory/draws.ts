import fc from 'fast-check';
import { createRng } from '../../lib/borad/base';
import type { Identity } from '../../lib/borad/theory';
import {
  crossViewDifferences,
  normalRows,
  type RandomCovariance,
  randomCovariance,
  worstResidual,
} from '../../lib/borad/theory';

/** A fixed seed: a failure is found again, and a pass stays one. */
export const RUNS = { seed: 14, numRuns: 60 };

export const seeds = fc.integer({ min: 0, max: 1e6 });

/** Relative residual of an exact identity in float64. */
export const EXACT = 1e-9;

/** A random covariance: dimension, rank from 1 to full, condition number from 1 to 10^4, greatest eigenvalue from 10^-3 to 10^3. */
export interface CovarianceDraw extends RandomCovariance {
  d: number;
  rank: number;
  condition: number;
  seed: number;
}

export function covariances(options: { fullRank?: boolean; least?: number } = {}): fc.Arbitrary<CovarianceDraw> {
  const { fullRank = false, least = 2 } = options;
  const exponent = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((power) => 10 ** power);
  return fc
    .tuple(
      seeds,
      fc.integer({ min: least, max: 8 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      exponent(0, 4),
      exponent(-3, 3),
    )
    .map(([seed, d, share, condition, greatest]) => {
      const rank = fullRank ? d : 1 + Math.round(share * (d - 1));
      return { ...randomCovariance(createRng(seed), d, { rank, condition, greatest }), d, rank, condition, seed };
    });
}

/** n x d standard normal values of a seed. */
export const normals = (rows: number, columns: number, seed: number): number[][] =>
  normalRows(createRng(seed), rows, columns);

/** Differences of a drawn covariance, shrunk to sqrt(E|delta|^2) = ratio. */
export function differencesOf({ eigenvalues, eigenvectors }: RandomCovariance, ratio: number): number[][] {
  const total = eigenvalues.reduce((sum, value) => sum + value, 0);
  return crossViewDifferences(eigenvalues, eigenvectors, ratio ** 2 / total);
}

/** Rows of weights that sum to 1. */
export function distributions(rows: number, columns: number, seed: number): number[][] {
  return normals(rows, columns, seed).map((row) => {
    const exponentials = row.map(Math.exp);
    const sum = exponentials.reduce((a, b) => a + b);
    return exponentials.map((value) => value / sum);
  });
}

/** Rotation in three dimensions: orthonormal columns. */
export function rotation(a: number, b: number): number[][] {
  const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
  return [
    [ca * cb, -sa, ca * sb],
    [sa * cb, ca, sa * sb],
    [-sb, 0, cb],
  ];
}

export const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, i) => value - b[i]));

/** Names of the equations that miss the tolerance: [] is a pass. */
export const failing = (identities: readonly Identity[], tolerance = EXACT): string[] =>
  worstResidual(identities) <= tolerance
    ? []
    : identities
        .filter(({ residual }) => residual > tolerance)
        .map(({ equation, residual }) => `${equation}: ${residual}`);
