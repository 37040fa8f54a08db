import { LuDecomposition, Matrix } from 'ml-matrix';
import { NumericError } from '../base';
import { entropyBound } from './entropyBound';
import { type Identity, identityOf } from './identity';

/** What a Gaussian channel Z = X + noise carries, in nats. */
export interface GaussianChannel {
  /** I(X;Z) = log det(1 + Sigma_X / noise) / 2. */
  information: number;
  /** h(Z). */
  entropy: number;
  /** h(Z|X), the entropy of the noise: constant in Sigma_X, -Infinity for a deterministic encoder. */
  noiseEntropy: number;
  /** Eq. 11: I(X;Z) = h(Z) - h(Z|X). */
  identity: Identity;
}

/**
 * I(X;Z) = h(Z) - h(Z|X) (eq. 11) for Gaussian X and Z = X + N with isotropic Gaussian noise N.
 *
 * @param sigma covariance of X, d x d. @param noise variance of each component of N, above 0.
 * @throws {NumericError} the noise is not above 0: then I(X;Z) is infinite for any continuous X.
 */
export function gaussianChannel(sigma: readonly (readonly number[])[], noise: number): GaussianChannel {
  if (!(noise > 0)) {
    throw new NumericError(`gaussianChannel: expected noise above 0, got ${noise}: without noise I(X;Z) is infinite.`);
  }
  const d = sigma.length;
  const plus = (scale: number, diagonal: number) =>
    sigma.map((row, i) => row.map((value, j) => scale * value + (i === j ? diagonal : 0)));
  const entropy = entropyBound(plus(1, noise)).gaussianEntropy;
  const noiseEntropy = (d / 2) * Math.log(2 * Math.PI * Math.E * noise);
  const gain = new LuDecomposition(new Matrix(plus(1 / noise, 1)));
  const information =
    0.5 *
    gain.upperTriangularMatrix.diagonal().reduce((sum: number, pivot: number) => sum + Math.log(Math.abs(pivot)), 0);
  const size = Math.abs(entropy) + Math.abs(noiseEntropy);
  return {
    information,
    entropy,
    noiseEntropy,
    identity: identityOf('eq. 11: I(X;Z) = h(Z) - h(Z|X)', information, entropy - noiseEntropy, size),
  };
}
