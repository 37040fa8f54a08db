import { NumericError, ShapeError } from '../base';
import { type Identity, identityOf } from './identity';
import { addScaled, checkRows, dot } from './vectors';

/** Appendix B.2 on a discrete distribution, where E[Y|X] is known exactly. Squared units of the targets. */
export interface DiscretePredictor {
  /** E[Y | X = x], one row a state (eq. 19); zeros for a state of probability 0. */
  predictions: number[][];
  /** E |E[Y|X] - Y|^2 (eq. 20). */
  loss: number;
  /** E[sum_i Var(Y_i | X)] from second moments (eq. 22). */
  conditionalVariance: number;
  /** Eqs. 21 and 22: the two are equal. */
  identity: Identity;
}

/**
 * The optimal predictor of Y from X and its loss (eqs. 18-22).
 *
 * @param joint P(X = x, Y = y), rows x, columns y, summing to 1. @param targets the value of each y, rows of d values.
 * @throws {ShapeError} not one target per column. @throws {NumericError} not probabilities.
 */
export function discretePredictor(
  joint: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
): DiscretePredictor {
  checkRows(joint, 'discretePredictor: joint');
  checkRows(targets, 'discretePredictor: targets');
  if (targets.length !== joint[0].length) {
    throw new ShapeError(`discretePredictor: expected ${joint[0].length} targets, got ${targets.length}.`);
  }
  const total = joint.flat().reduce((sum, p) => sum + p, 0);
  if (joint.some((row) => row.some((p) => p < 0)) || Math.abs(total - 1) > 1e-9) {
    throw new NumericError(`discretePredictor: expected probabilities that sum to 1, they sum to ${total}.`);
  }
  let loss = 0;
  let conditionalVariance = 0;
  const predictions = joint.map((row) => {
    const mass = row.reduce((sum, p) => sum + p, 0);
    let prediction = targets[0].map(() => 0);
    if (mass === 0) return prediction;
    row.forEach((p, y) => {
      prediction = addScaled(prediction, targets[y], p / mass);
    });
    let secondMoment = 0;
    row.forEach((p, y) => {
      const error = addScaled(prediction, targets[y], -1);
      loss += p * dot(error, error);
      secondMoment += p * dot(targets[y], targets[y]);
    });
    conditionalVariance += secondMoment - mass * dot(prediction, prediction);
    return prediction;
  });
  const size = Math.max(...targets.map((target) => dot(target, target)));
  const identity = identityOf(
    'eqs. 21-22: optimal loss = sum of conditional variances',
    loss,
    conditionalVariance,
    size,
  );
  return { predictions, loss, conditionalVariance, identity };
}

/** What the optimal loss becomes when the online side keeps less. */
export interface Coarsening {
  /** E Var(Y | X). */
  fine: number;
  /** E Var(Y | g(X)): never less. */
  coarse: number;
  /** E Var(E[Y|X] | g(X)), what the lost distinctions were worth; at least 0. */
  lost: number;
  /** coarse = fine + lost. */
  identity: Identity;
}

/**
 * The optimal loss (eq. 22) when the online representation is a function g of X: E Var(Y|g(X)) = E Var(Y|X) +
 * E Var(E[Y|X]|g(X)). With a target that is held fixed, no contraction of the online side lowers the loss; one that merges
 * states of equal E[Y|X] leaves it as it is.
 *
 * @param joint P(x, y). @param targets the value of each y. @param code g of each x, integers from 0.
 * @throws {ShapeError} sizes differ. @throws {NumericError} not probabilities.
 */
export function coarsening(
  joint: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
  code: readonly number[],
): Coarsening {
  if (code.length !== joint.length) {
    throw new ShapeError(`coarsening: expected one code per state, got ${code.length} for ${joint.length}.`);
  }
  const fine = discretePredictor(joint, targets);
  const merged = Array.from({ length: 1 + Math.max(...code) }, (_, z) =>
    joint[0].map((__, y) => joint.reduce((sum, row, x) => sum + (code[x] === z ? row[y] : 0), 0)),
  );
  const coarse = discretePredictor(merged, targets);
  let lost = 0;
  joint.forEach((row, x) => {
    const mass = row.reduce((sum, p) => sum + p, 0);
    const shift = addScaled(fine.predictions[x], coarse.predictions[code[x]], -1);
    lost += mass * dot(shift, shift);
  });
  return {
    fine: fine.loss,
    coarse: coarse.loss,
    lost,
    identity: identityOf('E Var(Y|g(X)) = E Var(Y|X) + E Var(E[Y|X] | g(X))', coarse.loss, fine.loss + lost),
  };
}
