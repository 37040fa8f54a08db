import { OptionError } from '../base';
import { type Identity, identityOf } from './identity';
import { fitPowerLaw, type PowerLaw } from './powerLaw';
import { shiftLimit } from './shiftLimit';
import { addScaled, dot, norm } from './vectors';

/** The residual on the way to its limit. */
export interface ShiftConvergenceRow {
  /** Between g and the anchor, radians. */
  angle: number;
  /** |r_k - (|g| - 1) p_k|. */
  distance: number;
  /** The same over |r_k|: the limit says little where this is not small. */
  relative: number;
  /** Between r_k and p_k, radians; tends to 0 for |g| > 1, to pi for |g| < 1: the sign of the energy gap. */
  residualAngle: number;
  /** distance = 2 |g| sin(angle / 2), and |r_k|^2 = (|g| - 1)^2 + 4 |g| sin^2(angle / 2). */
  identities: Identity[];
}

/**
 * Eq. 9 as a limit: how fast the shifted residual tends to (|g| - 1) p_k as g turns to the anchor at a constant length.
 *
 * @param length |g|, above 0. @param anchor p_k of length 1. @param across a direction that is not along the anchor, the plane of
 *   the turn. @param angles radians, above 0, at least two different ones.
 * @returns rows in the order of `angles`, and the fitted order of the distance in the angle: 1.
 * @throws {OptionError} length is not above 0, or across is along the anchor. @throws {NumericError} the anchor is not of length 1.
 */
export function shiftConvergence(
  length: number,
  anchor: readonly number[],
  across: readonly number[],
  angles: readonly number[],
): { rows: ShiftConvergenceRow[]; order: PowerLaw } {
  const rejected = addScaled(across, anchor, -dot(across, anchor));
  const size = norm(rejected);
  if (!(length > 0 && size > 1e-9 * norm(across))) {
    throw new OptionError('shiftConvergence: expected a length above 0 and a direction that is not along the anchor.');
  }
  const rows = angles.map((angle) => {
    const g = anchor.map((value, i) => length * (Math.cos(angle) * value + (Math.sin(angle) / size) * rejected[i]));
    const { residual, distance } = shiftLimit(g, anchor);
    const chord = 2 * length * Math.sin(angle / 2);
    return {
      angle,
      distance,
      relative: distance / norm(residual),
      residualAngle: Math.acos(Math.min(1, Math.max(-1, dot(residual, anchor) / norm(residual)))),
      identities: [
        identityOf('eq. 9: distance = 2 |g| sin(angle / 2)', distance, chord, length),
        identityOf(
          '|r|^2 = (|g| - 1)^2 + 4 |g| sin^2(angle / 2)',
          dot(residual, residual),
          (length - 1) ** 2 + chord ** 2 / length,
          (length + 1) ** 2,
        ),
      ],
    };
  });
  return {
    rows,
    order: fitPowerLaw(
      [...angles],
      rows.map(({ distance }) => distance),
    ),
  };
}
