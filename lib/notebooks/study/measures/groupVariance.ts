/** The law of total variance for hard groups, fast: Tr Cov = within + between (Section 3.2, eq. 4). */

/** Squared units of the vectors. */
export interface GroupVariance {
  total: number;
  within: number;
  between: number;
}

/**
 * Variance of n vectors and its parts inside and between groups; `theory/totalVariance` is the same law for any weights.
 *
 * @param vectorAt Start of vector i in `data`.
 * @param groups Group of each vector, 0 to groupCount - 1; empty groups count nothing.
 */
export function groupVariance(
  data: ArrayLike<number>,
  channels: number,
  vectorAt: (i: number) => number,
  groups: ArrayLike<number>,
  groupCount: number,
): GroupVariance {
  const n = groups.length;
  const sums = new Float64Array(groupCount * channels);
  const counts = new Float64Array(groupCount);
  for (let i = 0; i < n; i++) {
    counts[groups[i]]++;
    const start = vectorAt(i);
    const own = groups[i] * channels;
    for (let c = 0; c < channels; c++) sums[own + c] += data[start + c];
  }
  const mean = new Float64Array(channels);
  for (let k = 0; k < groupCount; k++) {
    for (let c = 0; c < channels; c++) {
      mean[c] += sums[k * channels + c] / n;
      if (counts[k] > 0) sums[k * channels + c] /= counts[k];
    }
  }
  let total = 0;
  let within = 0;
  for (let i = 0; i < n; i++) {
    const start = vectorAt(i);
    const own = groups[i] * channels;
    for (let c = 0; c < channels; c++) {
      total += (data[start + c] - mean[c]) ** 2 / n;
      within += (data[start + c] - sums[own + c]) ** 2 / n;
    }
  }
  let between = 0;
  for (let k = 0; k < groupCount; k++) {
    if (counts[k] === 0) continue;
    for (let c = 0; c < channels; c++) between += (counts[k] / n) * (sums[k * channels + c] - mean[c]) ** 2;
  }
  return { total, within, between };
}

/** Index of the row of `rows` [count, channels] with the greatest cosine to the vector at `start`; the first of equals. */
export function nearestRow(
  data: ArrayLike<number>,
  start: number,
  rows: ArrayLike<number>,
  first: number,
  count: number,
  channels: number,
): number {
  let best = 0;
  let bestCosine = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k++) {
    let dot = 0;
    let square = 0;
    for (let c = 0; c < channels; c++) {
      const value = rows[first + k * channels + c];
      dot += data[start + c] * value;
      square += value * value;
    }
    const cosine = dot / Math.max(Math.sqrt(square), 1e-8);
    if (cosine > bestCosine) {
      bestCosine = cosine;
      best = k;
    }
  }
  return best;
}
