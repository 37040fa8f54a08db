import { NumericError, OptionError } from 'borad/base';

/**
 * How a number decides a claim.
 *
 * - `below`: without a target, the number is below the tolerance (a residual below 1e-9); with one, it is below the target
 *   by more than the tolerance
 * - `above`: the number is above the target (0 without one) by more than the tolerance; with the half width of an interval
 *   as tolerance: the interval excludes the target, on the upper side
 * - `near`: the number differs from the target by the tolerance at most
 * - `apart`: the number differs from the target (0 without one) by more than the tolerance, on either side
 */
export type ClaimRule = 'below' | 'above' | 'near' | 'apart';

export const claimRules: ClaimRule[] = ['below', 'above', 'near', 'apart'];

/** What decides a claim. */
export interface Deciding {
  /** The number that decides; null where it cannot be had. */
  number: number | null;
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
    const absent = name === 'number' ? value === null : value === undefined;
    if (!absent && !Number.isFinite(value)) {
      throw new NumericError(`claim: ${name} is ${value}, expected a finite number. Give null where there is none.`);
    }
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
 * The verdict on a claim, from its number alone.
 *
 * `not testable here` without a number. `holds` where the number passes, and passes without the condition too if there is one;
 * `holds if <condition>` where it passes only under the condition; else `does not hold as written`.
 *
 * @throws {OptionError} the rule is unknown, a tolerance is negative, `near` has no target, a condition has no `numberWithout`.
 * @throws {NumericError} a number is not finite.
 */
export function decideClaim(deciding: Deciding): string {
  check(deciding);
  const { number, condition, numberWithout } = deciding;
  if (number === null) return 'not testable here';
  if (!passes(number, deciding)) return 'does not hold as written';
  const needed = numberWithout !== undefined && !passes(numberWithout, deciding);
  return needed ? `holds if ${condition}` : 'holds';
}
