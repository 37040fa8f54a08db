/** Sums of values at anomalous and at normal places, and their means. */
export interface SplitMean {
  anomalousSum: number;
  anomalousCount: number;
  normalSum: number;
  normalCount: number;
}

/** Sums `values[start..end)` by the mask at the same index. */
export function splitMean(
  values: ArrayLike<number>,
  mask: ArrayLike<number>,
  start = 0,
  end = values.length,
): SplitMean {
  const split = { anomalousSum: 0, anomalousCount: 0, normalSum: 0, normalCount: 0 };
  for (let i = start; i < end; i++) {
    if (mask[i] > 0) {
      split.anomalousSum += values[i];
      split.anomalousCount++;
    } else {
      split.normalSum += values[i];
      split.normalCount++;
    }
  }
  return split;
}
