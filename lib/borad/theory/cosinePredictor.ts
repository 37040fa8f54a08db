import { NumericError } from '../base';
import { discretePredictor } from './discretePredictor';
import { type Identity, identityOf } from './identity';
import { dot, norm } from './vectors';

/** The best predictor under the loss that is trained, 1 - cos (eq. 6), compared with that of eq. 22. */
export interface CosinePredictor {
  /** min over q of E[1 - cos(q(X), Y)], reached by the direction of E[Y / |Y| given X]. */
  loss: number;
  /** E[1 - sqrt(1 - Var(u|X))], u = Y / |Y| of conditional variance Var(u|X) = E|u - E[u|X]|^2: equals the loss. */
  fromVariance: number;
  /** E Var(u|X), the optimal squared error for unit targets. */
  conditionalVariance: number;
  /** loss = fromVariance. */
  identity: Identity;
}

/**
 * Eqs. 18-22 for the cosine loss: its optimum depends on the targets' directions only, and rises with their conditional
 * variance in every state, as 1 - sqrt(1 - Var): half the variance where that is small.
 *
 * @param joint P(X = x, Y = y), rows x, columns y, summing to 1. @param targets the value of each y, none of length 0.
 * @throws {ShapeError} sizes differ. @throws {NumericError} not probabilities, or a target of length 0.
 */
export function cosinePredictor(
  joint: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
): CosinePredictor {
  const directions = targets.map((target) => {
    const size = norm(target);
    if (!(size > 0)) throw new NumericError('cosinePredictor: a target has length 0, its direction is undefined.');
    return target.map((value) => value / size);
  });
  const { predictions } = discretePredictor(joint, directions);
  let loss = 0;
  let fromVariance = 0;
  let conditionalVariance = 0;
  joint.forEach((row, x) => {
    const mass = row.reduce((sum, p) => sum + p, 0);
    if (mass === 0) return;
    const mean = predictions[x];
    const size = norm(mean);
    let variance = 0;
    row.forEach((p, y) => {
      const cosine = size > 0 ? dot(mean, directions[y]) / size : 0;
      loss += p * (1 - cosine);
      variance += (p / mass) * directions[y].reduce((sum, value, c) => sum + (value - mean[c]) ** 2, 0);
    });
    fromVariance += mass * (1 - Math.sqrt(Math.max(0, 1 - variance)));
    conditionalVariance += mass * variance;
  });
  const identity = identityOf('optimal cosine loss = E[1 - sqrt(1 - Var(u|X))]', loss, fromVariance, 1);
  return { loss, fromVariance, conditionalVariance, identity };
}
