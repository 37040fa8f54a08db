import { NumericError } from '../base';
import { mean } from '../statistics';
import type { CategoryMetrics } from './evaluateCategory';
import { METRIC_NAMES, mAD } from './mad';

/**
 * The mean row of a table: each metric averaged over the categories with equal weight, whatever their numbers of images.
 *
 * @throws {NumericError} there is no category, or a value is not finite.
 */
export function meanOverCategories(rows: readonly CategoryMetrics[]): CategoryMetrics {
  if (rows.length === 0) throw new NumericError('meanOverCategories: expected at least one category, got none.');
  const means: CategoryMetrics = { ...rows[0] };
  for (const name of METRIC_NAMES) {
    means[name] = mean(rows.map((row) => row[name]));
  }
  means.mad = mAD(means);
  return means;
}
