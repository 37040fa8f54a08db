/** The silhouette split by category: which categories the fused feature keeps apart, and which it mixes. */
import { ShapeError } from 'borad/base';
import type { Stack } from './branchProbe';

/** Mean silhouette of each category's images, in the order of `categories`; see `silhouette` for the mean over all. */
export function silhouetteByCategory(rows: Stack, labels: readonly string[], categories: readonly string[]): number[] {
  const [images, channels] = rows.shape;
  if (labels.length !== images) {
    throw new ShapeError(`silhouetteByCategory: expected ${images} labels, got ${labels.length}.`);
  }
  const unit = Float64Array.from(rows.data);
  for (let i = 0; i < images; i++) {
    const row = unit.subarray(i * channels, (i + 1) * channels);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    for (let c = 0; c < channels; c++) row[c] = length > 0 ? row[c] / length : 0;
  }
  const sums = categories.map(() => new Float64Array(channels));
  const sizes = categories.map((name) => labels.filter((label) => label === name).length);
  labels.forEach((label, i) => {
    const own = sums[categories.indexOf(label)];
    for (let c = 0; c < channels; c++) own[c] += unit[i * channels + c];
  });
  const totals = categories.map(() => 0);
  for (let i = 0; i < images; i++) {
    const own = categories.indexOf(labels[i]);
    if (sizes[own] === 1) continue;
    const products = sums.map((sum) => sum.reduce((total, value, c) => total + value * unit[i * channels + c], 0));
    const itself = unit.subarray(i * channels, (i + 1) * channels).reduce((sum, value) => sum + value * value, 0);
    const within = 1 - (products[own] - itself) / (sizes[own] - 1);
    const nearest = Math.min(...products.map((p, k) => (k === own ? Number.POSITIVE_INFINITY : 1 - p / sizes[k])));
    const larger = Math.max(within, nearest);
    if (larger > 1e-12) totals[own] += (nearest - within) / larger;
  }
  return totals.map((total, k) => total / sizes[k]);
}
