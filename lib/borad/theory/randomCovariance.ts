import { Matrix, QrDecomposition } from 'ml-matrix';
import { OptionError, type Rng } from '../base';

/** n x d standard normal values. */
export function normalRows(rng: Rng, n: number, d: number): number[][] {
  return Array.from({ length: n }, () => Array.from({ length: d }, () => rng.normal()));
}

/**
 * Orthonormal rows in a random direction.
 *
 * @param rows at most `columns`.
 * @returns rows x columns.
 * @throws {OptionError} more rows than columns.
 */
export function randomOrthonormal(rng: Rng, rows: number, columns: number): number[][] {
  if (!(rows >= 1 && rows <= columns)) {
    throw new OptionError(`randomOrthonormal: expected 1 to ${columns} rows in ${columns} dimensions, got ${rows}.`);
  }
  const square = new QrDecomposition(new Matrix(normalRows(rng, columns, columns))).orthogonalMatrix;
  return square.to2DArray().slice(0, rows);
}

export interface RandomCovarianceOptions {
  /** Eigenvalues above 0; the others are exactly 0. Default d. */
  rank?: number;
  /** Greatest eigenvalue divided by the least that is above 0; those between are spread evenly in the logarithm. Default 10. */
  condition?: number;
  /** Greatest eigenvalue. Default 1. */
  greatest?: number;
}

/** A covariance with its eigenvalues, greatest first, and its orthonormal eigenvectors as columns. */
export interface RandomCovariance {
  sigma: number[][];
  eigenvalues: number[];
  eigenvectors: number[][];
}

/**
 * A covariance with chosen rank and condition number and random axes.
 *
 * @throws {OptionError} rank is not 1 to d, condition is below 1, or greatest is not above 0.
 */
export function randomCovariance(rng: Rng, d: number, options: RandomCovarianceOptions = {}): RandomCovariance {
  const { rank = d, condition = 10, greatest = 1 } = options;
  if (!(Number.isInteger(rank) && rank >= 1 && rank <= d && condition >= 1 && greatest > 0)) {
    throw new OptionError(
      `randomCovariance: expected rank 1 to ${d}, condition >= 1 and greatest > 0, got ${rank}, ${condition}, ${greatest}.`,
    );
  }
  const eigenvalues = Array.from({ length: d }, (_, i) =>
    i < rank ? greatest * condition ** (rank > 1 ? -i / (rank - 1) : 0) : 0,
  );
  const axes = randomOrthonormal(rng, d, d);
  const sigma = axes.map((_, i) =>
    axes.map((__, j) =>
      eigenvalues.reduce((sum, lambda, k) => sum + lambda * axes[k][Math.min(i, j)] * axes[k][Math.max(i, j)], 0),
    ),
  );
  return { sigma, eigenvalues, eigenvectors: axes[0].map((_, i) => axes.map((row) => row[i])) };
}
