/**
 * Student's t distribution, by the incomplete beta function. The maintained packages that have it either bring some sixty packages
 * along or lose digits in the tails.
 */
import { OptionError } from '../base';
import { incompleteBeta } from './beta';

/** Chance that |t| is at least as large as `t`, with `freedom` degrees of freedom. */
export function studentTwoSided(t: number, freedom: number): number {
  return incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t));
}

/**
 * The t that |t| exceeds with chance 1 - level: the half width of an interval, in standard errors.
 *
 * @param level Confidence, above 0 and below 1. @param freedom Degrees of freedom, above 0.
 * @throws {OptionError} a number lies outside of these ranges.
 */
export function studentQuantile(level: number, freedom: number): number {
  if (!(level > 0 && level < 1) || !(freedom > 0)) {
    throw new OptionError(
      `studentQuantile: expected a level between 0 and 1 and degrees of freedom above 0, got ${level} and ${freedom}.`,
    );
  }
  let low = 0;
  let high = 1;
  while (studentTwoSided(high, freedom) > 1 - level) high *= 2;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, freedom) > 1 - level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Chance that t is at least as large as `t`, on this one side. */
export function studentUpper(t: number, freedom: number): number {
  const both = studentTwoSided(t, freedom);
  return t >= 0 ? both / 2 : 1 - both / 2;
}
