/** Neighbour-masked attention: a location must not look at itself and its neighbours (UniAD, Section 3.2). */
import { OptionError } from '../../base';

/** Added to the products of hidden keys: large enough to vanish in the softmax, finite so that nothing becomes NaN. */
export const HIDDEN = -1e9;

/**
 * Makes sure that every location sees some key.
 *
 * @param grid Rows and columns.
 * @param window See `neighbourMask`.
 * @throws {OptionError} the location in the middle sees none.
 */
export function requireVisible([rows, columns]: readonly [number, number], window: number): void {
  // The location in the middle sees least: it sees something if some row or column lies beyond its reach.
  const farthest = Math.max(Math.floor(rows / 2), Math.floor(columns / 2));
  if (farthest > Math.floor(window / 2)) return;
  throw new OptionError(
    `A neighbour window of ${window} hides the whole ${rows}x${columns} grid from the location in its middle. ${
      farthest > 0 ? `Use a window of at most ${2 * farthest - 1}` : 'Use larger images'
    }.`,
  );
}

/**
 * Which keys are hidden from which queries. A key is hidden if it lies within floor(window / 2) rows and as many columns of
 * the query, so that an even window hides as much as the next odd one.
 *
 * @param grid Rows and columns; locations are numbered row by row.
 * @param window Side of the hidden square in locations, at least 1.
 * @returns [L, L] row by row, L = rows columns: 1 hidden, 0 seen.
 * @throws {OptionError} some query would see no key.
 */
export function neighbourMask(grid: readonly [number, number], window: number): Float32Array {
  requireVisible(grid, window);
  const [rows, columns] = grid;
  const reach = Math.floor(window / 2);
  const length = rows * columns;
  const mask = new Float32Array(length * length);
  for (let i = 0; i < length; i++) {
    for (let j = 0; j < length; j++) {
      const down = Math.abs(Math.floor(i / columns) - Math.floor(j / columns));
      const across = Math.abs((i % columns) - (j % columns));
      if (down <= reach && across <= reach) mask[i * length + j] = 1;
    }
  }
  return mask;
}
