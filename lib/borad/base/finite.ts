/** Whether numbers are finite. */

/** True if no value is NaN or infinite. */
export function allFinite(values: ArrayLike<number>): boolean {
  // 0 x is 0 for a finite x and NaN for any other, and NaN stays in the sum: no branch in the loop.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += 0 * values[i];
  return sum === 0;
}

/** Where the first value that is NaN or infinite stands, -1 if there is none. */
export function firstNonFinite(values: ArrayLike<number>): number {
  if (allFinite(values)) return -1;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}
