/** Paired comparison of two methods over seeds: the interval of the mean difference, and what it decides. */
import { NumericError, ShapeError } from '../base';
import { meanAndDeviation } from './mean';
import { studentQuantile, studentTwoSided } from './studentT';

export type Verdict = 'higher' | 'lower' | 'undecided';

export interface PairedDifference {
  /** Pairs. */
  n: number;
  /** Mean of a - b. */
  mean: number;
  /** Standard deviation of the differences (n - 1). */
  sd: number;
  /** Ends of the interval of the mean. */
  low: number;
  high: number;
  /** Confidence of the interval, 0 to 1. */
  level: number;
  /** Two-sided p value of the paired t test. */
  p: number;
  /** a - b, pair by pair. */
  differences: number[];
  /** `undecided` when the interval contains zero. */
  verdict: Verdict;
}

/**
 * The mean of a - b with its t interval. With five seeds the t interval is wide, and honest where differences are near
 * normal; a bootstrap of five values would be too narrow.
 *
 * @param a Values of one method, one per seed. @param b The other's, of the same seeds in the same order.
 * @param level Default 0.95.
 * @throws {ShapeError} lengths differ or there are fewer than two pairs. @throws {NumericError} a value is not finite.
 */
export function pairedDifference(a: readonly number[], b: readonly number[], level = 0.95): PairedDifference {
  if (a.length !== b.length || a.length < 2) {
    throw new ShapeError(
      `pairedDifference: expected two lists of equal length, at least 2, got ${a.length} and ${b.length}.`,
    );
  }
  const differences = a.map((value, i) => value - (b[i] ?? Number.NaN));
  const bad = differences.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new NumericError(`pairedDifference: pair ${bad} is ${a[bad]} and ${b[bad]}, expected finite values.`);
  const n = differences.length;
  const { mean, sd } = meanAndDeviation(differences);
  const error = sd / Math.sqrt(n);
  const half = studentQuantile(level, n - 1) * error;
  const [low, high] = [mean - half, mean + half];
  const p = error > 0 ? studentTwoSided(mean / error, n - 1) : mean === 0 ? 1 : 0;
  const verdict: Verdict = low > 0 ? 'higher' : high < 0 ? 'lower' : 'undecided';
  return { n, mean, sd, low, high, level, p, differences, verdict };
}
