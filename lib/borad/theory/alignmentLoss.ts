/** The expected cosine distance of two residual views r +- delta / 2 and its exact derivatives (Appendix B.4, eq. 27). */
import { NumericError } from '../base';
import { addScaled, checkRows, dot, norm } from './vectors';

/**
 * The parts of cos(r + delta/2, r - delta/2) = along / sqrt(along^2 + across^2) that small differences do not cancel:
 * along = |r|^2 - |delta|^2 / 4 and across = |r| times the length of delta orthogonal to r.
 */
function views(r: readonly number[], delta: readonly number[]) {
  const squared = dot(r, r);
  const turned = squared > 0 ? addScaled(delta, r, -dot(r, delta) / squared) : [...delta];
  const along = squared - dot(delta, delta) / 4;
  const acrossSquared = squared * dot(turned, turned);
  const norms = Math.hypot(along, Math.sqrt(acrossSquared));
  if (!(norms > 0 && Number.isFinite(norms))) {
    throw new NumericError('alignmentLoss: a residual view has length 0 or is not finite, its cosine is undefined.');
  }
  return { along, acrossSquared, norms };
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
  return differences.reduce((sum, delta) => {
    const { along, acrossSquared, norms } = views(r, delta);
    const loss = along > 0 ? acrossSquared / (norms * (norms + along)) : (norms - along) / norms;
    return sum + loss / differences.length;
  }, 0);
}

/**
 * The exact gradient of {@link alignmentLoss} with respect to r. With N = |r|^2 - |delta|^2 / 4, q = |r| |delta across r| and
 * D = |a||b| = sqrt(N^2 + q^2): grad(1 - N / D) = (N (|delta|^2 r - (r . delta) delta) - 2 q^2 r) / D^3.
 *
 * @throws {NumericError} a view has length 0.
 */
export function alignmentLossGradient(r: readonly number[], differences: readonly (readonly number[])[]): number[] {
  checkRows(differences, 'alignmentLossGradient');
  let gradient = r.map(() => 0);
  for (const delta of differences) {
    const { along, acrossSquared, norms } = views(r, delta);
    const share = 1 / (differences.length * norms ** 3);
    gradient = addScaled(gradient, r, share * (along * dot(delta, delta) - 2 * acrossSquared));
    gradient = addScaled(gradient, delta, -share * along * dot(r, delta));
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
