/** Tests that say that there is no difference that matters, and how large a difference would have shown. */
import { OptionError } from '../base';
import type { PairedDifference } from './pairedDifference';
import { studentQuantile, studentUpper } from './studentT';

/** Chance with which an effect of the size that is called visible is found. */
const POWER = 0.8;

/**
 * p value of the two one-sided t tests (TOST): small where the mean difference lies within the margin on both sides.
 *
 * @param margin Largest difference that does not matter, in the unit of the difference; above 0.
 * @throws {OptionError} the margin is not above 0.
 */
export function equivalenceP({ mean, sd, n }: Pick<PairedDifference, 'mean' | 'sd' | 'n'>, margin: number): number {
  if (!(margin > 0)) throw new OptionError(`equivalenceP: expected a margin above 0, got ${margin}.`);
  const inside = margin - Math.abs(mean);
  const error = sd / Math.sqrt(n);
  if (error === 0) return inside > 0 ? 0 : 1;
  return studentUpper(inside / error, n - 1);
}

/**
 * The smallest effect that these pairs would have shown with a chance of 80%: (t of the two-sided test + t of the power) times
 * the standard error. The test is the strictest of Holm's steps, at 0.05 / tests. Slightly too small for few pairs, since
 * the exact value needs the noncentral t distribution.
 *
 * @param tests Number of tests in the family.
 */
export function visibleEffect({ sd, n }: Pick<PairedDifference, 'sd' | 'n'>, tests: number): number {
  const quantiles = studentQuantile(1 - 0.05 / tests, n - 1) + studentQuantile(2 * POWER - 1, n - 1);
  return (quantiles * sd) / Math.sqrt(n);
}
