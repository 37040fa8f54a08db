/** Paired comparison of two methods over seeds: the interval of the mean difference, and what it decides. */
import { NumericError, ShapeError } from 'borad/base';

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

/** Logarithm of the gamma function (Lanczos, g = 7; relative error below 1e-13). */
function logGamma(x: number): number {
  const c = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const y = x - 1;
  const t = y + 7.5;
  const series = c.slice(1).reduce((sum, value, i) => sum + value / (y + i + 1), c[0]);
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(series);
}

/** Regularised incomplete beta function by Lentz's continued fraction. */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / Math.max(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let m = 1; m < 300; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (Math.abs(1 + term * d) < tiny ? tiny : 1 + term * d);
      c = Math.abs(1 + term / c) < tiny ? tiny : 1 + term / c;
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * fraction;
}

/** Chance that |t| of Student's distribution is at least as large, with `freedom` degrees of freedom. */
export function studentTwoSided(t: number, freedom: number): number {
  return incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t));
}

/** The t above which |t| lies with chance 1 - level: half width of an interval in standard errors. */
export function studentQuantile(level: number, freedom: number): number {
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

/**
 * The mean of a - b with its t interval. With five seeds the t interval is wide, and honest where differences are near
 * normal; a bootstrap of five values would be too narrow.
 *
 * @param a Values of one method, one a seed. @param b The other's, of the same seeds in the same order.
 * @param level Default 0.95.
 * @throws {ShapeError} lengths differ or there are fewer than two pairs. @throws {NumericError} a value is not finite.
 */
export function pairedDifference(a: readonly number[], b: readonly number[], level = 0.95): PairedDifference {
  if (a.length !== b.length || a.length < 2) {
    throw new ShapeError(
      `pairedDifference: expected two lists of one length of at least 2, got ${a.length} and ${b.length}.`,
    );
  }
  const differences = a.map((value, i) => value - b[i]);
  const bad = differences.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new NumericError(`pairedDifference: pair ${bad} is ${a[bad]} and ${b[bad]}, expected finite values.`);
  const n = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const sd = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const error = sd / Math.sqrt(n);
  const half = studentQuantile(level, n - 1) * error;
  const [low, high] = [mean - half, mean + half];
  const p = error > 0 ? studentTwoSided(mean / error, n - 1) : mean === 0 ? 1 : 0;
  const verdict: Verdict = low > 0 ? 'higher' : high < 0 ? 'lower' : 'undecided';
  return { n, mean, sd, low, high, level, p, differences, verdict };
}
