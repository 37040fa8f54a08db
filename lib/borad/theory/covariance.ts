import { addScaled, checkRows } from './vectors';

/** Weighted mean of rows; weights need not sum to 1. Undefined (NaN) where they sum to 0. */
export function weightedMean(rows: readonly (readonly number[])[], weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let mean = rows[0].map(() => 0);
  rows.forEach((row, i) => {
    mean = addScaled(mean, row, weights[i] / total);
  });
  return mean;
}

/**
 * Covariance with divisor n (biased), as an expectation over the given samples.
 *
 * @param samples n rows of d values.
 * @returns d x d.
 * @throws {ShapeError} rows differ in length. @throws {NumericError} a value is not finite.
 */
export function covariance(samples: readonly (readonly number[])[]): number[][] {
  checkRows(samples, 'covariance');
  const n = samples.length;
  const mean = weightedMean(
    samples,
    samples.map(() => 1),
  );
  const centred = samples.map((row) => addScaled(row, mean, -1));
  return mean.map((_, i) => mean.map((__, j) => centred.reduce((sum, row) => sum + row[i] * row[j], 0) / n));
}

/** Sum of the diagonal: the total variance, if the matrix is a covariance. */
export function trace(matrix: readonly (readonly number[])[]): number {
  return matrix.reduce((sum, row, i) => sum + row[i], 0);
}
