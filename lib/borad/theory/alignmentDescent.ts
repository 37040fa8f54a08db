import { OptionError } from '../base';
import { alignmentLoss, alignmentLossGradient, tangentialGradient } from './alignmentLoss';
import { addScaled, dot, norm } from './vectors';

export interface AlignmentDescentOptions {
  steps: number;
  /** Length of a step as a share of |r|, at the first step of `sphere`; every step of free descent. Default 0.05. */
  rate?: number;
  /** Keep |r|: follow the tangential gradient and rescale. Default false. */
  sphere?: boolean;
  /** Steps between recorded points. Default 1. */
  every?: number;
}

/** A point of the path. */
export interface DescentPoint {
  step: number;
  r: number[];
  /** L(r), eq. 27. */
  loss: number;
  /** |r|. */
  length: number;
  /** Time of the gradient flow dr/dt = -grad L. */
  time: number;
}

/**
 * Gradient descent on the exact loss of eq. 27 with respect to r, free or on the sphere of r's length. Steps have adaptive
 * length, so that it follows the gradient flow over many orders of its time.
 *
 * Free steps have length rate * |r|: the flow slows down as 1 / |r|^3, and equal steps in log |r| follow it. On the sphere the
 * step size is constant: rate * |r| divided by the greatest tangential gradient met so far.
 *
 * @param r start, d values. @param differences equally probable, of mean 0, d values each.
 * @throws {OptionError} steps or rate is not above 0. @throws {NumericError} a view has length 0.
 */
export function alignmentDescent(
  r: readonly number[],
  differences: readonly (readonly number[])[],
  options: AlignmentDescentOptions,
): DescentPoint[] {
  const { steps, rate = 0.05, sphere = false, every = 1 } = options;
  if (!(Number.isInteger(steps) && steps > 0 && rate > 0 && every >= 1)) {
    throw new OptionError(`alignmentDescent: expected steps, rate and every above 0, got ${steps}, ${rate}, ${every}.`);
  }
  const radius = norm(r);
  const spread = differences.reduce((sum, delta) => sum + dot(delta, delta) / differences.length, 0);
  let at = [...r];
  let time = 0;
  let greatest = 0;
  const path: DescentPoint[] = [];
  for (let step = 0; step <= steps; step++) {
    if (step % every === 0 || step === steps) {
      path.push({ step, r: at, loss: alignmentLoss(at, differences), length: norm(at), time });
    }
    const full = alignmentLossGradient(at, differences);
    const gradient = sphere ? tangentialGradient(at, full) : full;
    // What is below the rounding of the gradient's terms has no direction.
    if (!(norm(gradient) > (1e-13 * spread) / norm(at) ** 3)) continue;
    greatest = Math.max(sphere ? greatest : 0, norm(gradient));
    const size = (rate * norm(at)) / greatest;
    at = addScaled(at, gradient, -size);
    time += size;
    if (sphere) at = at.map((value) => (value * radius) / norm(at));
  }
  return path;
}
