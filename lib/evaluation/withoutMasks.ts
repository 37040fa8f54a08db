/** Metrics of categories in which nobody said where the defects lie: the three of images, and none of pixels. */
import { type CategoryMetrics, imageMetrics, METRIC_NAMES, meanOverCategories } from '../metrics';

/**
 * The image metrics of a category; those of pixels and mAD are NaN, for without masks they are unknown, not low.
 *
 * @param labels One an image: 1 defective, 0 normal.
 * @throws {NumericError} a metric is undefined, or a score is not finite.
 */
export function imageMetricsOnly(labels: ArrayLike<number>, scores: ArrayLike<number>): CategoryMetrics {
  const { auroc, ap, f1Max } = imageMetrics(labels, scores);
  return {
    imageAuroc: auroc,
    imageAp: ap,
    imageF1Max: f1Max,
    pixelAuroc: NaN,
    pixelAp: NaN,
    pixelF1Max: NaN,
    pixelAupro: NaN,
    mad: NaN,
  };
}

/** The mean row; a metric that one category lacks has no mean, since a mean over the others would be of another set. */
export function meanWhereKnown(rows: readonly CategoryMetrics[]): CategoryMetrics {
  if (rows.every(({ mad }) => Number.isFinite(mad))) return meanOverCategories(rows);
  const mean = { ...rows[0], mad: NaN };
  for (const name of METRIC_NAMES) mean[name] = rows.reduce((sum, row) => sum + row[name], 0) / rows.length;
  return mean;
}
