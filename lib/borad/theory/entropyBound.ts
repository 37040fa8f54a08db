import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { NumericError, ShapeError } from '../base';
import { trace } from './covariance';
import { checkRows } from './vectors';

/** Both sides of the inequalities of Appendix B.1 for one covariance matrix. Entropies are in nats. */
export interface EntropyBound {
  /** Eigenvalues of the covariance, ascending. */
  eigenvalues: number[];
  /** (prod lambda)^(1/d) = det^(1/d): left side of eqs. 14 and 15. */
  geometricMean: number;
  /** Tr / d: right side of eqs. 14 and 15. */
  arithmeticMean: number;
  /** d/2 log(2 pi e) + 1/2 log det: entropy of the Gaussian, the most any density of this covariance has (eq. 12). */
  gaussianEntropy: number;
  /** d/2 log(2 pi e) + d/2 log(Tr / d) (eq. 17). */
  traceBound: number;
}

/**
 * Entropy of a Gaussian and its bound by the total variance (eqs. 12-17). Always gaussianEntropy <= traceBound, equal only
 * if all eigenvalues are. The entropy of another density of the same covariance lies below gaussianEntropy, so that the
 * bound is reached by the isotropic Gaussian alone.
 *
 * @param sigma covariance, d x d, symmetric and positive semi-definite; a singular one has entropy -Infinity.
 * @throws {ShapeError} not square. @throws {NumericError} not symmetric, or an eigenvalue is negative.
 */
export function entropyBound(sigma: readonly (readonly number[])[]): EntropyBound {
  checkRows(sigma, 'entropyBound');
  const d = sigma.length;
  if (sigma[0].length !== d) {
    throw new ShapeError(`entropyBound: expected a square matrix, got ${d} x ${sigma[0].length}.`);
  }
  const matrix = new Matrix(sigma.map((row) => [...row]));
  const size = Math.max(matrix.max(), -matrix.min());
  if (Matrix.sub(matrix, matrix.transpose()).abs().max() > 1e-9 * size) {
    throw new NumericError('entropyBound: the matrix is not symmetric, so it is not a covariance.');
  }
  const found = new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues;
  const eigenvalues = [...found].sort((a, b) => a - b);
  const rounding = 1e-14 * d * Math.abs(eigenvalues[d - 1]);
  if (eigenvalues[0] < -rounding) {
    throw new NumericError(`entropyBound: eigenvalue ${eigenvalues[0]} is negative, so this is not a covariance.`);
  }
  const logDeterminant = eigenvalues.reduce((sum, value) => sum + Math.log(value > rounding ? value : 0), 0);
  const arithmeticMean = trace(sigma) / d;
  const constant = (d / 2) * Math.log(2 * Math.PI * Math.E);
  return {
    eigenvalues,
    geometricMean: Math.exp(logDeterminant / d),
    arithmeticMean,
    gaussianEntropy: constant + logDeterminant / 2,
    traceBound: constant + (d / 2) * Math.log(arithmeticMean),
  };
}
