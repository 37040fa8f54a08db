import { NumericError, ShapeError } from '../base';
import { covariance, trace, weightedMean } from './covariance';
import { addScaled, checkRows, dot } from './vectors';

/** Both sides of the law of total variance; squared units of the samples. */
export interface TotalVariance {
  /** E_P[Var(Z | P)]: what local alignment contracts. */
  within: number;
  /** Var_P(E[Z | P]): what global alignment is to preserve. */
  between: number;
  /** Tr Cov(Z), computed without the prototypes: equals within + between. */
  total: number;
}

/** Weights of a hard assignment: row i is 1 at labels[i], 0 elsewhere. Throws {NumericError} for a label out of range. */
export function hardAssignment(labels: readonly number[], prototypes: number): number[][] {
  return labels.map((label, i) => {
    if (!Number.isInteger(label) || label < 0 || label >= prototypes) {
      throw new NumericError(
        `hardAssignment: label ${i} is ${label}, expected an integer from 0 to ${prototypes - 1}.`,
      );
    }
    return Array.from({ length: prototypes }, (_, k) => (k === label ? 1 : 0));
  });
}

/**
 * The law of total variance for prototype assignments (Section 3.2): an exact identity for hard and for soft weights.
 *
 * A prototype k has probability p_k = mean_i w_ik and conditional distribution w_ik / (n p_k) over the samples.
 *
 * @param samples n rows of d values.
 * @param weights n rows, one weight in [0, 1] per prototype, each row summing to 1; see {@link hardAssignment}.
 * @throws {ShapeError} numbers of rows differ. @throws {NumericError} a row of weights is not a distribution.
 */
export function totalVariance(
  samples: readonly (readonly number[])[],
  weights: readonly (readonly number[])[],
): TotalVariance {
  checkRows(samples, 'totalVariance: samples');
  checkRows(weights, 'totalVariance: weights');
  const n = samples.length;
  if (weights.length !== n) {
    throw new ShapeError(`totalVariance: expected one row of weights per sample, got ${weights.length} for ${n}.`);
  }
  weights.forEach((row, i) => {
    const sum = row.reduce((total, weight) => total + weight, 0);
    if (row.some((weight) => weight < 0) || Math.abs(sum - 1) > 1e-6) {
      throw new NumericError(
        `totalVariance: weights of sample ${i} must be at least 0 and sum to 1, they sum to ${sum}.`,
      );
    }
  });
  const overall = weightedMean(
    samples,
    samples.map(() => 1),
  );
  let within = 0;
  let between = 0;
  for (let k = 0; k < weights[0].length; k++) {
    const column = weights.map((row) => row[k]);
    const mass = column.reduce((sum, weight) => sum + weight, 0);
    if (mass === 0) continue;
    const centre = weightedMean(samples, column);
    samples.forEach((sample, i) => {
      const deviation = addScaled(sample, centre, -1);
      within += (column[i] / n) * dot(deviation, deviation);
    });
    const shift = addScaled(centre, overall, -1);
    between += (mass / n) * dot(shift, shift);
  }
  return { within, between, total: trace(covariance(samples)) };
}
