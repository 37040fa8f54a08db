import { ShapeError } from '../base';
import { weightedMean } from './covariance';
import { addScaled, checkRows, dot } from './vectors';

/** Both sides of eqs. 20-22; squared units of the targets. */
export interface OptimalPredictor {
  /** E ||E[Y|X] - Y||^2, the loss of the optimal predictor (eq. 20). */
  loss: number;
  /** E[sum_i Var(Y_i | X)], from second moments (eq. 22): equals loss. */
  sumConditionalVariance: number;
}

/**
 * The mean squared error of the best predictor and the expected conditional variance (Appendix B.2), over samples.
 *
 * @param targets f^(2), n rows of d values.
 * @param online what the predictor sees, one value per row: f^(1) as the name or number of its distinct state.
 * @throws {ShapeError} numbers of rows differ. @throws {NumericError} a value is not finite.
 */
export function optimalPredictor(
  targets: readonly (readonly number[])[],
  online: readonly (number | string)[],
): OptimalPredictor {
  checkRows(targets, 'optimalPredictor');
  const n = targets.length;
  if (online.length !== n) {
    throw new ShapeError(`optimalPredictor: expected one online state per target, got ${online.length} for ${n}.`);
  }
  const groups = new Map<number | string, number[][]>();
  // A variance does not change with the origin; the overall mean keeps the second moments from cancelling.
  const origin = weightedMean(
    targets,
    targets.map(() => 1),
  );
  targets.forEach((target, i) => {
    const group = groups.get(online[i]) ?? [];
    group.push(addScaled(target, origin, -1));
    groups.set(online[i], group);
  });
  let loss = 0;
  let sumConditionalVariance = 0;
  for (const group of groups.values()) {
    const prediction = weightedMean(
      group,
      group.map(() => 1),
    );
    for (const target of group) {
      const error = addScaled(prediction, target, -1);
      loss += dot(error, error) / n;
    }
    const secondMoment = group.reduce((sum, target) => sum + dot(target, target), 0) / group.length;
    sumConditionalVariance += (group.length / n) * (secondMoment - dot(prediction, prediction));
  }
  return { loss, sumConditionalVariance };
}
