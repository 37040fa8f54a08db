import type { CategoryMetrics } from '../metrics';
import type { CategoryEvaluation } from './evaluate';

/** The categories by one metric, best first; those that lack it (NaN) last, in the order in which they were given. */
export function rankCategories(
  categories: readonly CategoryEvaluation[],
  key: keyof CategoryMetrics,
): CategoryEvaluation[] {
  const value = ({ metrics }: CategoryEvaluation) =>
    Number.isFinite(metrics[key]) ? metrics[key] : Number.NEGATIVE_INFINITY;
  // Equal values compare as 0 before they are subtracted: two infinities would give NaN.
  return [...categories].sort((a, b) => (value(a) === value(b) ? 0 : value(b) - value(a)));
}
