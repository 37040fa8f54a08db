/** Correction for many verdicts at once. */
import { NumericError } from '../base';

/**
 * Holm's step-down correction: the chance that any true null hypothesis of the family is rejected stays at most alpha when each
 * adjusted value is compared with alpha.
 *
 * @param p p values of one family, 0 to 1, in any order.
 * @returns Adjusted p values in the same order, each at least its p value and at most 1.
 * @throws {NumericError} a value is not between 0 and 1.
 */
export function holm(p: readonly number[]): number[] {
  const bad = p.find((value) => !(value >= 0 && value <= 1));
  if (bad !== undefined) throw new NumericError(`holm: expected p values from 0 to 1, got ${bad}.`);
  const order = p.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const adjusted = new Array<number>(p.length);
  let least = 0;
  order.forEach(({ value, index }, rank) => {
    least = Math.max(least, Math.min(1, (p.length - rank) * value));
    adjusted[index] = least;
  });
  return adjusted;
}
