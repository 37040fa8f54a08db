/** Mean and standard deviation of a list. */

/** A mean with its standard deviation. */
export interface MeanAndDeviation {
  mean: number;
  /** That of a sample (n - 1); 0 for a single value. */
  sd: number;
}

/** Arithmetic mean, summed from the first value to the last; NaN for an empty list. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (const value of Array.from(values)) sum += value;
  return sum / values.length;
}

/** Mean and sample standard deviation. One value says nothing about spread: its deviation is 0. */
export function meanAndDeviation(values: ArrayLike<number>): MeanAndDeviation {
  const centre = mean(values);
  let squares = 0;
  for (const value of Array.from(values)) squares += (value - centre) ** 2;
  return { mean: centre, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}
