import { NumericError } from '../base';
import type { CategoryMetrics } from './evaluateCategory';
import { METRIC_NAMES, mAD } from './mad';

/**
 * The mean row of a table: each metric averaged over the categories with equal weight, whatever their numbers of images.
 *
 * @throws {NumericError} there is no category, or a value is not finite.
 */
export function meanOverCategories(rows: readonly CategoryMetrics[]): CategoryMetrics {
  if (rows.length === 0) throw new NumericError('meanOverCategories: expected at least one category, got none.');
  const mean: CategoryMetrics = { ...rows[0] };
  for (const name of METRIC_NAMES) {
    mean[name] = rows.reduce((sum, row) => sum + row[name], 0) / rows.length;
  }
  mean.mad = mAD(mean);
  return mean;
}
