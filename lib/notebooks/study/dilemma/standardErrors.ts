/** How far repetitions lie from zero, measured by their own scatter. */
import { OptionError } from 'borad/base';
import { meanAndDeviation } from 'borad/statistics';

/** Scatter below this share of the mean is rounding of float32. */
const ROUNDING = 1e-6;

/**
 * Mean of the differences of repetitions over its standard error. Equal differences have no scatter: then the number is
 * infinite with the sign of the mean, or 0 where the mean is 0.
 *
 * @throws {OptionError} there are fewer than two differences.
 */
export function standardErrors(differences: readonly number[]): number {
  const n = differences.length;
  if (n < 2) throw new OptionError(`standardErrors: expected at least two differences, got ${n}.`);
  const { mean, sd } = meanAndDeviation(differences);
  const error = sd / Math.sqrt(n);
  if (error <= ROUNDING * Math.abs(mean)) return mean === 0 ? 0 : Math.sign(mean) * Number.POSITIVE_INFINITY;
  return mean / error;
}
