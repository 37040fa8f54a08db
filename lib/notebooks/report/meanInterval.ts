import { DataError, NumericError, OptionError } from 'borad/base';

/** What an interval over repetitions means: the confidence of the mean, the spread of the repetitions, or their ends. */
export type IntervalKind = 'ci95' | 'sd' | 'range';

export interface MeanInterval {
  mean: number;
  lower: number;
  upper: number;
}

/** 97.5% quantiles of Student's t for 1 to 30 degrees of freedom. */
const T975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** Above 30 degrees of freedom two terms of the expansion around the normal quantile are right to three digits. */
const t975 = (degrees: number): number => T975[degrees - 1] ?? 1.96 + 2.3724 / degrees + 2.8225 / degrees ** 2;

/**
 * Mean of repetitions with its interval: `ci95`, the 95% confidence interval of the mean by Student's t (normal, independent
 * repetitions); `sd`, one sample standard deviation (n - 1) to either side; `range`, least and greatest.
 * One value alone has an interval of no width: it says nothing about spread.
 *
 * @throws {DataError} there is no value. @throws {NumericError} a value is not finite. @throws {OptionError} unknown kind.
 */
export function meanInterval(values: ArrayLike<number>, kind: IntervalKind = 'ci95'): MeanInterval {
  const all = Array.from(values);
  const n = all.length;
  if (n === 0) throw new DataError('meanInterval: expected at least one value, got none.');
  for (const value of all) {
    if (!Number.isFinite(value)) throw new NumericError(`meanInterval: expected finite values, got ${value}.`);
  }
  const mean = all.reduce((sum, v) => sum + v, 0) / n;
  if (kind === 'range') return { mean, lower: Math.min(...all), upper: Math.max(...all) };
  if (kind !== 'sd' && kind !== 'ci95')
    throw new OptionError(`meanInterval: expected the kind ci95, sd or range, got "${kind}".`);
  if (n === 1) return { mean, lower: mean, upper: mean };
  const sd = Math.sqrt(all.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1));
  const half = kind === 'sd' ? sd : (t975(n - 1) * sd) / Math.sqrt(n);
  return { mean, lower: mean - half, upper: mean + half };
}
