import { covariance, trace, weightedMean } from './covariance';
import { type Identity, identityOf } from './identity';
import { totalVariance } from './totalVariance';
import { addScaled } from './vectors';

/** The law of total variance as matrices, d x d, in squared units of the samples. */
export interface CovarianceSplit {
  /** E_P[Cov(Z | P)]. */
  within: number[][];
  /** Cov_P(E[Z | P]), of rank below the number of prototypes. */
  between: number[][];
  /** Cov(Z), computed without the prototypes. */
  total: number[][];
  /** Eq. 4 in full, eq. 4 in trace, and the vanishing product of the two components ("orthogonal"). */
  identities: Identity[];
}

/**
 * Eq. 4 for covariances: Cov(Z) = E_P[Cov(Z | P)] + Cov_P(E[Z | P]), exact for hard and for soft weights.
 *
 * With soft weights a sample belongs to prototype k with probability w_ik, so that a pair (sample, prototype) has
 * probability w_ik / n; the third identity is E[(Z - E[Z|P]) . (E[Z|P] - E Z)] = 0 over those pairs.
 *
 * @param samples n rows of d values. @param weights n rows, one weight in [0, 1] per prototype, each row summing to 1.
 * @throws {ShapeError} numbers of rows differ. @throws {NumericError} a row of weights is not a distribution.
 */
export function covarianceSplit(
  samples: readonly (readonly number[])[],
  weights: readonly (readonly number[])[],
): CovarianceSplit {
  const traces = totalVariance(samples, weights);
  const total = covariance(samples);
  const n = samples.length;
  const overall = weightedMean(
    samples,
    samples.map(() => 1),
  );
  const zero = () => total.map((row) => row.map(() => 0));
  const [within, between] = [zero(), zero()];
  const add = (matrix: number[][], row: readonly number[], weight: number) => {
    for (let i = 0; i < row.length; i++) for (let j = 0; j < row.length; j++) matrix[i][j] += weight * row[i] * row[j];
  };
  let product = 0;
  for (let k = 0; k < weights[0].length; k++) {
    const column = weights.map((row) => row[k]);
    const mass = column.reduce((sum, weight) => sum + weight, 0);
    if (mass === 0) continue;
    const centre = weightedMean(samples, column);
    const shift = addScaled(centre, overall, -1);
    add(between, shift, mass / n);
    samples.forEach((sample, i) => {
      const deviation = addScaled(sample, centre, -1);
      add(within, deviation, column[i] / n);
      for (let c = 0; c < shift.length; c++) product += (column[i] / n) * deviation[c] * shift[c];
    });
  }
  const sum = within.map((row, i) => addScaled(row, between[i], 1));
  return {
    within,
    between,
    total,
    identities: [
      identityOf('eq. 4: Cov(Z) = E[Cov(Z|P)] + Cov(E[Z|P])', total.flat(), sum.flat()),
      identityOf('eq. 4, trace', trace(total), traces.within + traces.between),
      identityOf('eq. 4, orthogonal components: the mean product is 0', product, 0, trace(total)),
    ],
  };
}

/** How two components of a variance share it; `within + between = total`. */
export function withinShare(split: { within: number; between: number }): number {
  return split.within / (split.within + split.between);
}

/**
 * Soft weights of prototypes: softmax of the negative squared distances divided by 2 temperature^2. Temperature 0 is the
 * nearest prototype.
 *
 * @param samples n rows of d values. @param prototypes N rows of d values. @param temperature in units of the samples, at least 0.
 * @returns n rows of N weights that sum to 1.
 */
export function softAssignment(
  samples: readonly (readonly number[])[],
  prototypes: readonly (readonly number[])[],
  temperature: number,
): number[][] {
  return samples.map((sample) => {
    const distances = prototypes.map((prototype) => {
      const difference = addScaled(sample, prototype, -1);
      return difference.reduce((sum, value) => sum + value * value, 0);
    });
    const least = Math.min(...distances);
    const weights =
      temperature === 0
        ? distances.map((_, k) => (k === distances.indexOf(least) ? 1 : 0))
        : distances.map((distance) => Math.exp((least - distance) / (2 * temperature ** 2)));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return weights.map((weight) => weight / sum);
  });
}
