import { Matrix, solve } from 'ml-matrix';
import { NumericError, ShapeError } from '../base';
import { type Bound, boundOf, type Identity, identityOf } from './identity';
import { type LinearGaussian, linearGaussianPredictor, linearPredictorLoss } from './linearGaussianPredictor';

/** Eq. 26 where the conditional variances are known. Squared units of Y. */
export interface RoutedPredictor {
  /** Tr Cov(Y | f). */
  full: number;
  /** Tr Cov(Y | v), v = (f P^T) P: what a predictor reaches that sees the routed feature alone. */
  routed: number;
  /** full <= routed: the bottleneck cannot lower the optimal loss. */
  bound: Bound;
  /** routed = full + what routing loses of E[Y|f]; and Cov(Y | f, v) = Cov(Y | f), as v is a function of f. */
  identities: Identity[];
}

const matrix = (rows: readonly (readonly number[])[]): Matrix => new Matrix(rows.map((row) => [...row]));

/**
 * The conditional variance through the prototype bottleneck (eq. 26) for f ~ N(0, input), Y = coefficients f + noise. Eq. 26
 * conditions on the span and on f together: as the merge reads f itself, Var(Y | S, f) = Var(Y | f) and the bank changes
 * nothing in the optimum. Only a predictor that sees v alone is limited by the bank; its loss is then higher, not lower.
 *
 * @param problem see {@link LinearGaussian}; f is its X. @param bank P, N independent rows of m values.
 * @throws {ShapeError} sizes differ. @throws {NumericError} the covariance of f or the bank is singular.
 */
export function routedPredictor(problem: LinearGaussian, bank: readonly (readonly number[])[]): RoutedPredictor {
  const { loss: full } = linearGaussianPredictor(problem);
  const p = matrix(bank);
  const sigma = matrix(problem.input);
  if (p.columns !== sigma.rows) {
    throw new ShapeError(`routedPredictor: the prototypes have ${p.columns} values, the feature ${sigma.rows}.`);
  }
  const coefficients = matrix(problem.coefficients);
  // v and the scores s = P f determine each other for independent rows, so Cov(Y | v) = Cov(Y | s).
  const scores = p.mmul(sigma).mmul(p.transpose());
  const crossed = p.mmul(sigma).mmul(coefficients.transpose());
  const weights = solve(scores, crossed).transpose();
  const total = coefficients.mmul(sigma).mmul(coefficients.transpose()).add(matrix(problem.noise)).trace();
  const routed = total - weights.mmul(crossed).trace();
  if (!Number.isFinite(routed)) throw new NumericError('routedPredictor: the rows of the bank are not independent.');
  const { excess } = linearPredictorLoss(problem, weights.mmul(p).to2DArray());
  // The least-norm predictor from [f, v], by the pseudo-inverse of its singular covariance.
  const stacked = new Matrix([...Matrix.eye(p.columns).to2DArray(), ...p.transpose().mmul(p).to2DArray()]);
  const gain = solve(stacked.transpose().mmul(stacked), coefficients.transpose()).transpose().mmul(stacked.transpose());
  const both = linearPredictorLoss(problem, gain.mmul(stacked).to2DArray()).loss;
  return {
    full,
    routed,
    bound: boundOf('Tr Cov(Y|f) <= Tr Cov(Y|v)', full, routed),
    identities: [
      identityOf('Tr Cov(Y|v) = Tr Cov(Y|f) + what routing loses of E[Y|f]', routed, full + excess, total),
      identityOf('eq. 26: Tr Cov(Y | f, v) = Tr Cov(Y | f)', both, full, total),
    ],
  };
}
