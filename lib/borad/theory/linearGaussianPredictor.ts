import { Matrix, solve } from 'ml-matrix';
import { NumericError, ShapeError } from '../base';
import { type Identity, identityOf } from './identity';
import { checkRows } from './vectors';

/** X ~ N(0, input) and Y = coefficients X + N(0, noise): E[Y|X] = coefficients X, Cov(Y|X) = noise. */
export interface LinearGaussian {
  /** Covariance of X, m x m, positive definite. */
  input: readonly (readonly number[])[];
  /** d x m. */
  coefficients: readonly (readonly number[])[];
  /** Covariance of the noise, d x d. */
  noise: readonly (readonly number[])[];
}

/** Appendix B.2 where everything is known in closed form. Squared units of Y. */
export interface LinearGaussianPredictor {
  /** The best linear map, from the joint covariance alone: Sigma_YX Sigma_XX^-1. */
  found: number[][];
  /** Its loss, Tr(Sigma_YY - Sigma_YX Sigma_XX^-1 Sigma_XY). */
  loss: number;
  /** Eq. 19 (found = coefficients) and eqs. 21-22 (loss = Tr noise). */
  identities: Identity[];
}

const matrix = (rows: readonly (readonly number[])[]): Matrix => new Matrix(rows.map((row) => [...row]));

function parts({ input, coefficients, noise }: LinearGaussian) {
  checkRows(input, 'linearGaussianPredictor: input');
  checkRows(coefficients, 'linearGaussianPredictor: coefficients');
  checkRows(noise, 'linearGaussianPredictor: noise');
  const [m, d] = [input.length, noise.length];
  if (input[0].length !== m || noise[0].length !== d || coefficients.length !== d || coefficients[0].length !== m) {
    throw new ShapeError(
      `linearGaussianPredictor: expected ${m} x ${m} input, ${d} x ${d} noise and ${d} x ${m} coefficients, got ` +
        `coefficients of ${coefficients.length} x ${coefficients[0].length}.`,
    );
  }
  const [sigma, a, n] = [matrix(input), matrix(coefficients), matrix(noise)];
  const yx = a.mmul(sigma);
  return { sigma, a, n, yx, yy: yx.mmul(a.transpose()).add(n) };
}

/**
 * The best predictor of Y from X, computed from their joint covariance (eqs. 19-22).
 *
 * @throws {ShapeError} sizes differ. @throws {NumericError} the covariance of X is singular.
 */
export function linearGaussianPredictor(problem: LinearGaussian): LinearGaussianPredictor {
  const { sigma, a, n, yx, yy } = parts(problem);
  const found = solve(sigma, yx.transpose()).transpose();
  const loss = Matrix.sub(yy, found.mmul(yx.transpose())).trace();
  if (!Number.isFinite(loss)) throw new NumericError('linearGaussianPredictor: the covariance of X is singular.');
  return {
    found: found.to2DArray(),
    loss,
    identities: [
      identityOf('eq. 19: best predictor = conditional expectation', found.to1DArray(), a.to1DArray()),
      identityOf('eqs. 21-22: optimal loss = Tr Cov(Y|X)', loss, n.trace(), yy.trace()),
    ],
  };
}

/**
 * The loss (eq. 18) of any linear predictor, and the identity that makes E[Y|X] the best one:
 * E|BX - Y|^2 = E|BX - E[Y|X]|^2 + Tr Cov(Y|X).
 *
 * @param predictor B, d x m.
 * @returns the loss and, as an identity, both sides.
 * @throws {ShapeError} sizes differ.
 */
export function linearPredictorLoss(
  problem: LinearGaussian,
  predictor: readonly (readonly number[])[],
): { loss: number; excess: number; identity: Identity } {
  const { sigma, a, n, yx, yy } = parts(problem);
  const b = matrix(predictor);
  if (b.rows !== a.rows || b.columns !== a.columns) {
    throw new ShapeError(`linearPredictorLoss: expected ${a.rows} x ${a.columns}, got ${b.rows} x ${b.columns}.`);
  }
  const loss = b.mmul(sigma).mmul(b.transpose()).trace() - 2 * b.mmul(yx.transpose()).trace() + yy.trace();
  const away = Matrix.sub(b, a);
  const excess = away.mmul(sigma).mmul(away.transpose()).trace();
  const identity = identityOf(
    'loss of any predictor = distance from E[Y|X] + conditional variance',
    loss,
    excess + n.trace(),
    yy.trace(),
  );
  return { loss, excess, identity };
}
