/** Where the normal items lie between the anomalous ones: all that a ranking metric needs to know of them. */

export type Scores = Float32Array | Float64Array;

export interface NormalCounts {
  /** Number of normal items. */
  total: number;
  /** Normal items that score exactly the threshold at the same index. */
  ties: Uint32Array;
  /** Normal items between the threshold at the index and the one before it; the first lie above all, the last below all. */
  between: Uint32Array;
  /** The lowest score of each of these groups; Infinity for an empty one. */
  lowest: Scores;
}

const LARGEST_TABLE = 1 << 22;

/** A scale from scores to `buckets` intervals of equal width; 0, which puts all into the first, where there is no width. */
function bucketScale(thresholds: Scores, buckets: number): number {
  const width = thresholds[0] - thresholds[thresholds.length - 1];
  const scale = (buckets - 1) / width;
  return Number.isFinite(scale) && width > 0 ? scale : 0;
}

/** Scores above all thresholds belong to the first bucket, and so does NaN, the product of 0 and a difference that overflows. */
function bucketOf(place: number, buckets: number): number {
  return place >= buckets ? buckets - 1 : place > 0 ? Math.trunc(place) : 0;
}

/**
 * Counts normal items by the interval between thresholds that they fall into. Nothing is sorted or copied: a table over
 * intervals of equal width narrows the search to a few thresholds, which a bisection ends exactly. Time is linear in the items
 * unless the thresholds crowd in a small part of their range, and then at most logarithmic in their number.
 *
 * @param thresholds distinct, from high to low.
 * @param labels above 0 for anomalous items, which are passed over.
 * @param scores finite, one a label.
 */
export function countNormals(
  thresholds: Scores,
  labels: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
): NormalCounts {
  const n = thresholds.length;
  const ties = new Uint32Array(n);
  const between = new Uint32Array(n + 1);
  const lowest = (thresholds instanceof Float32Array ? new Float32Array(n + 1) : new Float64Array(n + 1)).fill(
    Number.POSITIVE_INFINITY,
  );
  const buckets = Math.min(LARGEST_TABLE, 2 ** Math.ceil(Math.log2(2 * n + 1)));
  const scale = bucketScale(thresholds, buckets);
  const top = n > 0 ? thresholds[0] : 0;
  // Thresholds before bucket b: rounding is monotonic, so equal scores always share a bucket and higher ones never come later.
  const before = new Uint32Array(buckets + 1);
  for (let k = 0; k < n; k++) before[bucketOf((top - thresholds[k]) * scale, buckets) + 1]++;
  for (let b = 0; b < buckets; b++) before[b + 1] += before[b];
  let total = 0;
  for (let i = 0; i < scores.length; i++) {
    if ((labels[i] as number) > 0) continue;
    total++;
    const score = scores[i];
    const bucket = bucketOf((top - score) * scale, buckets);
    let low = before[bucket];
    let high = before[bucket + 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (thresholds[middle] > score) low = middle + 1;
      else high = middle;
    }
    if (low < n && thresholds[low] === score) {
      ties[low]++;
    } else {
      between[low]++;
      if (score < lowest[low]) lowest[low] = score;
    }
  }
  return { total, ties, between, lowest };
}
