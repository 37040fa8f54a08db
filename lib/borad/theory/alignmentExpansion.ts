/** The second-order expansion of the alignment loss and its stationary points (Appendix B.4, eqs. 33-38). */
import { NumericError, ShapeError } from '../base';
import { trace } from './covariance';
import { addScaled, checkRows, dot, norm } from './vectors';

function quadratic(r: readonly number[], sigma: readonly (readonly number[])[]) {
  checkRows(sigma, 'alignmentExpansion: sigma');
  if (sigma.length !== r.length || sigma[0].length !== r.length) {
    throw new ShapeError(
      `alignmentExpansion: sigma must be ${r.length} x ${r.length}, got ${sigma.length} x ${sigma[0].length}.`,
    );
  }
  const length = norm(r);
  if (!(length > 0)) throw new NumericError('alignmentExpansion: the residual has length 0, the loss is undefined.');
  const sigmaR = sigma.map((row) => dot(row, r));
  return { length, sigmaR, total: trace(sigma), rho: dot(r, sigmaR) / length ** 2 };
}

/** rho = r^T Sigma r / |r|^2. @throws {NumericError} r is 0. */
export function rayleighQuotient(r: readonly number[], sigma: readonly (readonly number[])[]): number {
  return quadratic(r, sigma).rho;
}

/**
 * L(r) ~ (Tr Sigma / |r|^2 - r^T Sigma r / |r|^4) / 2 (eq. 33); the relative error is of order |delta|^2 / |r|^2.
 *
 * @param r midpoint residual, d values. @param sigma E[delta delta^T], d x d.
 * @throws {ShapeError} sizes differ. @throws {NumericError} r is 0.
 */
export function alignmentExpansion(r: readonly number[], sigma: readonly (readonly number[])[]): number {
  const { length, total, rho } = quadratic(r, sigma);
  return (total - rho) / (2 * length ** 2);
}

/** The gradient of {@link alignmentExpansion} (eq. 34). */
export function alignmentExpansionGradient(r: readonly number[], sigma: readonly (readonly number[])[]): number[] {
  const { length, sigmaR, total, rho } = quadratic(r, sigma);
  const alongR = r.map((value) => ((2 * rho - total) * value) / length ** 4);
  return addScaled(alongR, sigmaR, -1 / length ** 4);
}

/**
 * -(Tr Sigma - rho) / |r|^3, the radial part of eq. 34: below 0 unless Sigma has rank one and r is its eigenvector, so
 * the loss has no stationary point; it falls as |r| grows. Free descent still turns to the top eigenvector, only late:
 * the part across it falls as |r| to the power -(l1 - l2) / (Tr Sigma - l1).
 */
export function radialDerivativeExpansion(r: readonly number[], sigma: readonly (readonly number[])[]): number {
  const { length, total, rho } = quadratic(r, sigma);
  return -(total - rho) / length ** 3;
}

/** Both sides of eq. 37, and what an eigenvector would have to satisfy. */
export interface StationaryCondition {
  /** Sigma r. */
  left: number[];
  /** (2 rho - Tr Sigma) r. */
  right: number[];
  /** Tr Sigma - rho: 0 is needed for equality, because an eigenvector has Sigma r = rho r. */
  gap: number;
}

/**
 * Eq. 37 at r. It follows from eq. 36 and implies that r is an eigenvector (eq. 38), but an eigenvector satisfies it only if
 * rho = Tr Sigma: above rank one nothing does, and eqs. 37 and 38 are vacuous.
 * What does hold: on a sphere |r| = const the stationary points are the eigenvectors and the top one is the minimum.
 */
export function stationaryCondition(r: readonly number[], sigma: readonly (readonly number[])[]): StationaryCondition {
  const { sigmaR, total, rho } = quadratic(r, sigma);
  return { left: sigmaR, right: r.map((value) => (2 * rho - total) * value), gap: total - rho };
}
