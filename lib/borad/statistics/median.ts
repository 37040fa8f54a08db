/** The middle value of a list, halfway between the two middle ones of an even number; NaN for an empty list. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = low] = sorted.subarray(sorted.length % 2 ? middle : middle - 1, middle + 1);
  return sorted.length % 2 ? low : (low + high) / 2;
}
