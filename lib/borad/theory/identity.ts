import { NumericError, ShapeError } from '../base';

/** A value of either side: a number, or the entries of a vector or matrix in one list. */
export type Side = number | readonly number[];

/** Both sides of an equation of the paper and how far apart they are. */
export interface Identity {
  /** Number of the equation and what it says: `eq. 13: det = product of eigenvalues`. */
  equation: string;
  left: Side;
  right: Side;
  /** |left - right| / max(|left|, |right|, scale), Euclidean lengths; 0 where both sides are 0. */
  residual: number;
}

/** Both sides of an inequality `lower <= upper` of the paper. */
export interface Bound {
  equation: string;
  lower: number;
  upper: number;
  /** upper - lower: at least 0 if the bound holds, 0 where it is tight; Infinity for a lower side of -Infinity. */
  slack: number;
}

const entries = (side: Side): readonly number[] => (typeof side === 'number' ? [side] : side);
const length = (values: readonly number[]): number => Math.hypot(...values);

/**
 * An equation with its relative residual.
 *
 * @param scale size of what was cancelled on the way, where both sides may be near 0. Default 0.
 * @throws {ShapeError} the sides differ in length. @throws {NumericError} a value is not finite.
 */
export function identityOf(equation: string, left: Side, right: Side, scale = 0): Identity {
  const [a, b] = [entries(left), entries(right)];
  if (a.length !== b.length) {
    throw new ShapeError(`identityOf: ${equation}: the left side has ${a.length} values, the right ${b.length}.`);
  }
  if (![...a, ...b].every(Number.isFinite)) {
    throw new NumericError(`identityOf: ${equation}: a side has a value that is not finite.`);
  }
  const size = Math.max(length(a), length(b), scale);
  const distance = length(a.map((value, i) => value - b[i]));
  return { equation, left, right, residual: distance === 0 ? 0 : distance / size };
}

/**
 * An inequality with its slack.
 *
 * @throws {NumericError} a side is NaN.
 */
export function boundOf(equation: string, lower: number, upper: number): Bound {
  if (Number.isNaN(lower) || Number.isNaN(upper)) {
    throw new NumericError(`boundOf: ${equation}: a side is not a number: ${lower} <= ${upper}.`);
  }
  return { equation, lower, upper, slack: upper - lower };
}

/** The largest residual of a list of equations; 0 for none. */
export function worstResidual(identities: readonly Identity[]): number {
  return identities.reduce((worst, { residual }) => Math.max(worst, residual), 0);
}
