import { DataError, NumericError, OptionError } from '../base';
import { meanAndDeviation } from './mean';
import { studentQuantile } from './studentT';

/** What an interval over repetitions means: the confidence of the mean, the spread of the repetitions, or their ends. */
export type IntervalKind = 'ci95' | 'sd' | 'range';

export interface MeanInterval {
  mean: number;
  lower: number;
  upper: number;
}

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
  const { mean, sd } = meanAndDeviation(all);
  if (kind === 'range') return { mean, lower: Math.min(...all), upper: Math.max(...all) };
  if (kind !== 'sd' && kind !== 'ci95')
    throw new OptionError(`meanInterval: expected the kind ci95, sd or range, got "${kind}".`);
  if (n === 1) return { mean, lower: mean, upper: mean };
  const half = kind === 'sd' ? sd : (studentQuantile(0.95, n - 1) * sd) / Math.sqrt(n);
  return { mean, lower: mean - half, upper: mean + half };
}
