/** Image scores that authors publish: greatest value, mean of the greatest, greatest mean of a window; on plain numbers. */
import { OptionError } from '../base';

/** The greatest value. */
export const greatest = (values: Float32Array): number =>
  values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

/**
 * Mean of the greatest values.
 *
 * @param count How many; at least one, and no more than there are.
 */
export function meanOfGreatest(values: Float32Array, count: number): number {
  const kept = Math.min(values.length, Math.max(1, count));
  const top = values
    .slice()
    .sort()
    .subarray(values.length - kept);
  return top.reduce((sum, value) => sum + value, 0) / kept;
}

/**
 * The greatest mean over a window that lies wholly inside a square map: a mean filter without padding, then the maximum.
 *
 * @param map [size, size]. @param window Side, pixels.
 * @throws {OptionError} the window is larger than the map.
 */
export function greatestWindowMean(map: Float32Array, size: number, window: number): number {
  if (window > size) throw new OptionError(`greatestWindowMean: a window of ${window} does not fit a map of ${size}.`);
  // Sums of all values above and to the left, with a row and a column of zeros in front.
  const side = size + 1;
  const sums = new Float64Array(side * side);
  for (let y = 0; y < size; y++) {
    let row = 0;
    for (let x = 0; x < size; x++) {
      row += map[y * size + x];
      sums[(y + 1) * side + x + 1] = sums[y * side + x + 1] + row;
    }
  }
  let best = Number.NEGATIVE_INFINITY;
  for (let y = window; y <= size; y++) {
    for (let x = window; x <= size; x++) {
      const above = (y - window) * side;
      best = Math.max(
        best,
        sums[y * side + x] - sums[above + x] - sums[y * side + x - window] + sums[above + x - window],
      );
    }
  }
  return best / window ** 2;
}
