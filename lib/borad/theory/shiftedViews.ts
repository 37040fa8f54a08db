import { NumericError, ShapeError } from '../base';
import { type Identity, identityOf } from './identity';
import { addScaled, dot, norm } from './vectors';

/** Two global views before and after the shift by one anchor (eq. 7). */
export interface ShiftedViews {
  /** Angle between g1 and g2, radians. */
  angle: number;
  /** Angle between r1 = g1 - p and r2 = g2 - p, radians. */
  shiftedAngle: number;
  /** r1 - r2 = g1 - g2 (Section 3.4): exact for any anchor. */
  identity: Identity;
}

/** Angle between two vectors, exact to rounding for small angles too, where acos of the cosine is not. */
function angleOf(a: readonly number[], b: readonly number[]): number {
  const [u, v] = [a, b].map((vector) => vector.map((value) => value / norm(vector)));
  const angle = 2 * Math.atan2(norm(addScaled(u, v, -1)), norm(addScaled(u, v, 1)));
  if (!Number.isFinite(angle)) throw new NumericError('shiftedViews: a vector has length 0, its angle is undefined.');
  return angle;
}

/**
 * The shift keeps the difference of the views and changes the angle between them (Section 3.4).
 *
 * @param first g1, d values. @param second g2. @param anchor p, of any length.
 * @throws {ShapeError} lengths differ. @throws {NumericError} a view or a residual has length 0.
 */
export function shiftedViews(
  first: readonly number[],
  second: readonly number[],
  anchor: readonly number[],
): ShiftedViews {
  if (first.length !== second.length || first.length !== anchor.length) {
    throw new ShapeError(
      `shiftedViews: expected three vectors of equal length, got ${first.length}, ${second.length}, ${anchor.length}.`,
    );
  }
  const [r1, r2] = [addScaled(first, anchor, -1), addScaled(second, anchor, -1)];
  const size = norm(first) + norm(second) + norm(anchor);
  return {
    angle: angleOf(first, second),
    shiftedAngle: angleOf(r1, r2),
    identity: identityOf('r1 - r2 = g1 - g2', addScaled(r1, r2, -1), addScaled(first, second, -1), size),
  };
}

/**
 * By how much the shift enlarges a small angle between views: |g| / |g - p|, times the share of the difference that is across
 * the residual over the share that is across g. Views differ by a small `delta` around g.
 *
 * @param g d values. @param delta d values, small compared with |g| and |g - p|, not along g. @param anchor p.
 * @throws {ShapeError} lengths differ. @throws {NumericError} g, g - p or the part of delta across g has length 0.
 */
export function angleGain(g: readonly number[], delta: readonly number[], anchor: readonly number[]): number {
  if (g.length !== delta.length || g.length !== anchor.length) {
    throw new ShapeError(
      `angleGain: expected vectors of equal length, got ${g.length}, ${delta.length}, ${anchor.length}.`,
    );
  }
  const across = (vector: readonly number[]): number =>
    norm(addScaled(delta, vector, -dot(delta, vector) / dot(vector, vector))) / norm(vector);
  const gain = across(addScaled(g, anchor, -1)) / across(g);
  if (!Number.isFinite(gain)) throw new NumericError('angleGain: a length is 0, so an angle is undefined.');
  return gain;
}
