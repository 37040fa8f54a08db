import { LuDecomposition, Matrix } from 'ml-matrix';
import { trace } from './covariance';
import { entropyBound } from './entropyBound';
import { type Bound, boundOf, type Identity, identityOf } from './identity';

/** The equations and inequalities of Appendix B.1 for one covariance, in the order of the proof. */
export interface EntropySteps {
  /** Eq. 13 and the sum of the eigenvalues. */
  identities: Identity[];
  /** Eqs. 14 to 17. */
  bounds: Bound[];
}

/**
 * Appendix B.1 step by step, from determinant and trace to the bound by the total variance (eqs. 13-17). The determinant of
 * eq. 13 comes from an LU decomposition, so that its two sides have nothing in common.
 *
 * @param sigma covariance, d x d. Of a singular one the lower sides of eqs. 16 and 17 are -Infinity: there the bound says nothing.
 * @throws {ShapeError} not square. @throws {NumericError} not symmetric, or an eigenvalue is negative.
 */
export function entropySteps(sigma: readonly (readonly number[])[]): EntropySteps {
  const { eigenvalues, geometricMean, arithmeticMean, gaussianEntropy, traceBound } = entropyBound(sigma);
  const d = eigenvalues.length;
  const determinant = new LuDecomposition(new Matrix(sigma.map((row) => [...row]))).determinant;
  const product = eigenvalues.reduce((all, value) => all * value, 1);
  // A singular matrix has a determinant of rounding size: it is measured against that of Tr / d times the identity.
  const scale = geometricMean === 0 ? arithmeticMean ** d : 0;
  return {
    identities: [
      identityOf('eq. 13: det = product of the eigenvalues', determinant, product, scale),
      identityOf(
        'Tr = sum of the eigenvalues',
        trace(sigma),
        eigenvalues.reduce((sum, value) => sum + value, 0),
      ),
    ],
    bounds: [
      boundOf('eq. 14: geometric <= arithmetic mean of the eigenvalues', geometricMean, arithmeticMean),
      boundOf('eq. 15: det^(1/d) <= Tr / d', Math.max(determinant, 0) ** (1 / d), arithmeticMean),
      boundOf('eq. 16: log det <= d log(Tr / d)', d * Math.log(geometricMean), d * Math.log(arithmeticMean)),
      boundOf('eq. 17: Gaussian entropy <= bound by the trace', gaussianEntropy, traceBound),
    ],
  };
}
