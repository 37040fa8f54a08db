/** The silhouette split by category: which categories the fused feature keeps apart, and which it mixes. */
import { silhouettes } from 'borad/metrics';
import { mean } from 'borad/statistics';
import type { Stack } from './branchProbe';

/**
 * Mean silhouette (cosine distance, eq. 46) of each category's images, in the order of `categories`; NaN for one without images.
 *
 * @param rows [images, C]. @param labels the category of each image.
 * @throws {ShapeError} there is not one label per image. @throws {NumericError} there are not 2 to n - 1 categories.
 */
export function silhouetteByCategory(rows: Stack, labels: readonly string[], categories: readonly string[]): number[] {
  const values = silhouettes(rows.data, rows.shape[0], rows.shape[1], labels);
  return categories.map((category) => mean(values.filter((_, i) => labels[i] === category)));
}
