/** The expected cosine distance of two residual views r +- delta / 2 and its exact derivatives (Appendix B.4, eq. 27). */
import { NumericError } from '../base';
import { addScaled, checkRows, dot, norm } from './vectors';

function views(r: readonly number[], delta: readonly number[]) {
  const first = addScaled(r, delta, 0.5);
  const second = addScaled(r, delta, -0.5);
  const firstNorm = norm(first);
  const secondNorm = norm(second);
  if (!(firstNorm > 0 && secondNorm > 0)) {
    throw new NumericError('alignmentLoss: a residual view has length 0 or is not finite, its cosine is undefined.');
  }
  return { first, second, firstNorm, secondNorm, cosine: dot(first, second) / (firstNorm * secondNorm) };
}

/**
 * L(r) = E[1 - cos(r + delta/2, r - delta/2)] (eq. 27), without approximation.
 *
 * @param r midpoint residual, d values.
 * @param differences equally probable cross-view differences, d values each.
 * @returns 0 to 2. @throws {NumericError} a view has length 0.
 */
export function alignmentLoss(r: readonly number[], differences: readonly (readonly number[])[]): number {
  checkRows(differences, 'alignmentLoss');
  return differences.reduce((sum, delta) => sum + (1 - views(r, delta).cosine) / differences.length, 0);
}

/**
 * The exact gradient of {@link alignmentLoss} with respect to r. With a, b the views:
 * grad cos = (a + b) / (|a||b|) - cos (a / |a|^2 + b / |b|^2).
 *
 * @throws {NumericError} a view has length 0.
 */
export function alignmentLossGradient(r: readonly number[], differences: readonly (readonly number[])[]): number[] {
  checkRows(differences, 'alignmentLossGradient');
  let gradient = r.map(() => 0);
  for (const delta of differences) {
    const { first, second, firstNorm, secondNorm, cosine } = views(r, delta);
    const share = 1 / differences.length;
    gradient = addScaled(gradient, first, share * (cosine / firstNorm ** 2 - 1 / (firstNorm * secondNorm)));
    gradient = addScaled(gradient, second, share * (cosine / secondNorm ** 2 - 1 / (firstNorm * secondNorm)));
  }
  return gradient;
}

/** The part of a gradient along r: the derivative of the loss with respect to |r|. */
export function radialDerivative(r: readonly number[], gradient: readonly number[]): number {
  return dot(gradient, r) / norm(r);
}

/** The part of a gradient orthogonal to r: what is left to follow on a sphere |r| = const. */
export function tangentialGradient(r: readonly number[], gradient: readonly number[]): number[] {
  return addScaled(gradient, r, -dot(gradient, r) / dot(r, r));
}
