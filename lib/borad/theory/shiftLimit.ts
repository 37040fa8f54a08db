import { NumericError, ShapeError } from '../base';
import { addScaled, norm } from './vectors';

/** Both sides of eq. 9 and their distance. */
export interface ShiftLimit {
  /** r_k = g - p_k. */
  residual: number[];
  /** (|g| - 1) p_k, to which r_k tends as the direction of g tends to p_k. */
  limit: number[];
  /** |residual - limit| = 2 |g| sin(angle / 2), angle between g and p_k. */
  distance: number;
}

/**
 * The prototype-shifted residual and its limit (eqs. 7 and 9).
 *
 * @param g global feature, d values. @param anchor p_k, d values of length 1.
 * @throws {ShapeError} lengths differ. @throws {NumericError} the anchor is not of length 1.
 */
export function shiftLimit(g: readonly number[], anchor: readonly number[]): ShiftLimit {
  if (g.length !== anchor.length) {
    throw new ShapeError(`shiftLimit: the feature has ${g.length} values, the anchor ${anchor.length}.`);
  }
  if (!(Math.abs(norm(anchor) - 1) < 1e-6)) {
    throw new NumericError(`shiftLimit: the anchor must have length 1, it has ${norm(anchor)}. Normalise it first.`);
  }
  const residual = addScaled(g, anchor, -1);
  const limit = anchor.map((value) => (norm(g) - 1) * value);
  return { residual, limit, distance: norm(addScaled(residual, limit, -1)) };
}
