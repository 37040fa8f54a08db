import { NumericError, OptionError } from 'borad/base';

/**
 * How one exact number decides a row: an identity's residual, a count, a printed value. What repetitions measure is decided by
 * {@link decideRepeated}.
 *
 * - `below`: without a target, the number is below the tolerance (a residual below 1e-9); with one, it is below the target
 *   by more than the tolerance
 * - `above`: the number is above the target (0 without one) by more than the tolerance
 * - `near`: the number differs from the target by the tolerance at most
 * - `apart`: the number differs from the target (0 without one) by more than the tolerance, on either side
 */
export type ClaimRule = 'below' | 'above' | 'near' | 'apart';

export const claimRules: ClaimRule[] = ['below', 'above', 'near', 'apart'];

/** One number and what it has to be. */
export interface Deciding {
  /** The number that decides. */
  number: number;
  /** In the number's unit; 0 or more. */
  tolerance: number;
  rule: ClaimRule;
  target?: number;
  /** The condition under which the number was taken, to be read after "holds if". */
  condition?: string;
  /** The same number where the condition is not met; needed with a condition. */
  numberWithout?: number;
}

/** Rounding of decimal fractions in binary must not decide: 86.2 − 86.15 is 0.05 and a little. */
const SLACK = 1e-9;

function check({ number, tolerance, rule, target, condition, numberWithout }: Deciding): void {
  if (!claimRules.includes(rule)) {
    throw new OptionError(`claim: expected a rule of ${claimRules.join(', ')}, got "${rule}".`);
  }
  if (!(tolerance >= 0 && Number.isFinite(tolerance))) {
    throw new OptionError(`claim: expected a tolerance of 0 or more, got ${tolerance}.`);
  }
  if (rule === 'near' && target === undefined) {
    throw new OptionError('claim: the rule near needs a target. Give the value that the paper states.');
  }
  if (condition !== undefined && (condition.trim() === '' || numberWithout === undefined)) {
    throw new OptionError(
      'claim: a condition needs words and numberWithout, the number where it is not met; else nothing shows that it matters.',
    );
  }
  if (condition === undefined && numberWithout !== undefined) {
    throw new OptionError('claim: numberWithout is given without the condition that it is about.');
  }
  for (const [name, value] of Object.entries({ number, target, numberWithout })) {
    if (name !== 'number' && value === undefined) continue;
    if (!Number.isFinite(value)) throw new NumericError(`claim: ${name} is ${value}, expected a finite number.`);
  }
}

function passes(number: number, { rule, tolerance, target }: Deciding): boolean {
  const reference = target ?? 0;
  const slack = SLACK * Math.max(tolerance, Math.abs(reference));
  switch (rule) {
    case 'below':
      return target === undefined ? number < tolerance : number < reference - tolerance - slack;
    case 'above':
      return number > reference + tolerance + slack;
    case 'near':
      return Math.abs(number - reference) <= tolerance + slack;
    default:
      return Math.abs(number - reference) > tolerance + slack;
  }
}

/**
 * The verdict on a row, from its number alone: `holds` where the number passes, and passes without the condition too if there
 * is one; `holds if` where it passes only under the condition; else `refuted`.
 *
 * @throws {OptionError} the rule is unknown, a tolerance is negative, `near` has no target, a condition has no `numberWithout`.
 * @throws {NumericError} a number is not finite.
 */
export function decideRow(deciding: Deciding): 'holds' | 'holds if' | 'refuted' {
  check(deciding);
  const { number, numberWithout } = deciding;
  if (!passes(number, deciding)) return 'refuted';
  return numberWithout !== undefined && !passes(numberWithout, deciding) ? 'holds if' : 'holds';
}
