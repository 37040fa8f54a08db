import { NumericError, OptionError, ShapeError } from '../base';
import { type Identity, identityOf } from './identity';
import { addScaled, checkRows, dot } from './vectors';

/**
 * X and Y that share a hidden component k: X | k ~ N(centre_k, spread^2) in one dimension, Y | k of mean target_k and
 * covariance of trace noise, independent of X given k. E[Y|X] is then a smooth, non-linear blend of the targets.
 */
export interface Mixture {
  /** Probability of each component, summing to 1. */
  weights: readonly number[];
  /** Centre of X in each component. */
  centres: readonly number[];
  /** Standard deviation of X in a component, above 0. */
  spread: number;
  /** Mean of Y in each component, d values each. */
  targets: readonly (readonly number[])[];
  /** Tr Cov(Y | k), at least 0. */
  noise: number;
}

/** A quadrature grid over X: positions with probabilities that sum to 1. */
export interface WeightedGrid {
  x: Float64Array;
  probability: Float64Array;
}

function check({ weights, centres, spread, targets, noise }: Mixture): void {
  checkRows(targets, 'mixture: targets');
  if (weights.length !== centres.length || targets.length !== centres.length) {
    throw new ShapeError(
      `mixture: expected as many weights, centres and targets, got ${weights.length}, ${centres.length}, ${targets.length}.`,
    );
  }
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (!(weights.every((weight) => weight >= 0) && Math.abs(sum - 1) < 1e-9 && spread > 0 && noise >= 0)) {
    throw new NumericError(
      `mixture: expected weights that sum to 1, spread > 0 and noise >= 0, got sum ${sum}, spread ${spread}, noise ${noise}.`,
    );
  }
}

/** Joint weight of each component at x, up to one factor for all x; and the density itself. */
function components({ weights, centres, spread }: Mixture, x: number): number[] {
  return weights.map((weight, k) => weight * Math.exp(-0.5 * ((x - centres[k]) / spread) ** 2));
}

/** E[Y | X = x] (eq. 19), d values. */
export function mixtureExpectation(mixture: Mixture, x: number): number[] {
  const joint = components(mixture, x);
  const total = joint.reduce((sum, value) => sum + value, 0);
  return joint.reduce(
    (mean: number[], value, k) => addScaled(mean, mixture.targets[k], value / total),
    mixture.targets[0].map(() => 0),
  );
}

/**
 * Quadrature over X that integrates smooth functions against the mixture to within rounding: the trapezoid rule to 9 spreads
 * outside the outer centres.
 *
 * @param perSpread points per spread. Default 16.
 * @throws {OptionError} fewer than 2 points.
 */
export function mixtureGrid(mixture: Mixture, perSpread = 16): WeightedGrid {
  check(mixture);
  if (!(perSpread >= 2)) throw new OptionError(`mixtureGrid: expected at least 2 points per spread, got ${perSpread}.`);
  const { centres, spread } = mixture;
  const step = spread / perSpread;
  const start = Math.min(...centres) - 9 * spread;
  const count = 1 + Math.ceil((Math.max(...centres) + 9 * spread - start) / step);
  const x = Float64Array.from({ length: count }, (_, i) => start + i * step);
  const factor = step / (spread * Math.sqrt(2 * Math.PI));
  const probability = x.map((at) => factor * components(mixture, at).reduce((sum, value) => sum + value, 0));
  return { x, probability };
}

/** Appendix B.2 for a mixture. Squared units of Y. */
export interface MixturePredictor {
  /** E |q(X) - Y|^2 (eq. 18). */
  loss: number;
  /** E[sum_i Var(Y_i|X)] (eq. 22), as E|Y|^2 - E|E[Y|X]|^2: the least any predictor can reach. */
  conditionalVariance: number;
  /** E |q(X) - E[Y|X]|^2. */
  excess: number;
  /** loss = conditional variance + excess; for the optimal predictor eqs. 21-22. */
  identity: Identity;
}

/**
 * Loss of a predictor over the whole distribution, not over a sample.
 *
 * @param predict q. Default E[Y|X].
 * @throws {ShapeError} sizes differ. @throws {NumericError} weights, spread or noise are unusable.
 */
export function mixturePredictor(mixture: Mixture, predict?: (x: number) => ArrayLike<number>): MixturePredictor {
  const grid = mixtureGrid(mixture);
  const { targets, weights, noise } = mixture;
  let loss = noise;
  let excess = 0;
  let explained = 0;
  grid.x.forEach((x, i) => {
    const expected = mixtureExpectation(mixture, x);
    const prediction = predict ? Array.from(predict(x)) : expected;
    const joint = components(mixture, x);
    const total = joint.reduce((sum, value) => sum + value, 0);
    joint.forEach((value, k) => {
      const error = addScaled(prediction, targets[k], -1);
      loss += grid.probability[i] * (value / total) * dot(error, error);
    });
    const away = addScaled(prediction, expected, -1);
    excess += grid.probability[i] * dot(away, away);
    explained += grid.probability[i] * dot(expected, expected);
  });
  const secondMoment = noise + weights.reduce((sum, weight, k) => sum + weight * dot(targets[k], targets[k]), 0);
  const conditionalVariance = secondMoment - explained;
  return {
    loss,
    conditionalVariance,
    excess,
    identity: identityOf(
      'eqs. 18-22: loss = conditional variance + distance from E[Y|X]',
      loss,
      conditionalVariance + excess,
      secondMoment,
    ),
  };
}
