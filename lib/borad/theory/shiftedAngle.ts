import { OptionError } from '../base';

/** What the shift by an anchor of length 1 does to a vector g (eq. 7), from two numbers alone. */
export interface ShiftedAngle {
  /** |r_k| = |g - p_k|. */
  residualLength: number;
  /** Angle of g and r_k, radians: how far the shift turns g. */
  turn: number;
  /**
   * Factor on a small angle between two views whose difference is across g and p_k: |g| / |r_k|. In the plane of g and p_k
   * it is `gain` cos(turn); every other direction lies between the two.
   */
  gain: number;
}

/**
 * Turn and gain of the shift in closed form (Section 3.4): |r|^2 = |g|^2 + 1 - 2 |g| cos(angle), and
 * tan(turn) = sin(angle) / (|g| - cos(angle)).
 *
 * @param length |g|, above 0. @param angle between g and p_k, radians, 0 to pi.
 * @throws {OptionError} length or angle is outside its range, or g is the anchor itself, where r_k has no direction.
 */
export function shiftedAngle(length: number, angle: number): ShiftedAngle {
  if (!(length > 0 && angle >= 0 && angle <= Math.PI)) {
    throw new OptionError(
      `shiftedAngle: expected a length above 0 and an angle from 0 to pi, got ${length} and ${angle}.`,
    );
  }
  const along = length - Math.cos(angle);
  const across = Math.sin(angle);
  const residualLength = Math.hypot(along, across);
  if (residualLength === 0) {
    throw new OptionError('shiftedAngle: g is the anchor itself, the residual is 0 and has no direction.');
  }
  return { residualLength, turn: Math.atan2(across, along), gain: length / residualLength };
}

/**
 * The farthest that the shift can turn a vector of a length, whatever its angle to the anchor: arcsin(1 / |g|) radians for
 * |g| >= 1. A shorter vector can be turned round.
 *
 * @throws {OptionError} length is not above 0.
 */
export function largestTurn(length: number): number {
  if (!(length > 0)) throw new OptionError(`largestTurn: expected a length above 0, got ${length}.`);
  return length >= 1 ? Math.asin(1 / length) : Math.PI;
}
