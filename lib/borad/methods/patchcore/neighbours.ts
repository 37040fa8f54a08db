/** Nearest neighbours with their places in the bank, on plain numbers: the network itself only needs the least distance. */
import type { Points } from './coreset';

export interface Neighbour {
  /** Row of the bank. */
  index: number;
  distance: number;
}

/**
 * The nearest entries of the bank, the nearest first, the first of equals first.
 *
 * @param patch As many numbers as an entry has.
 * @param count Neighbours wanted; no more than the bank has are given.
 */
export function nearestNeighbours(patch: ArrayLike<number>, bank: Points, count: number): Neighbour[] {
  const { data, width } = bank;
  const found: Neighbour[] = [];
  for (let index = 0; index < data.length / width; index++) {
    let square = 0;
    for (let i = 0; i < width; i++) square += (patch[i] - data[index * width + i]) ** 2;
    found.push({ index, distance: Math.sqrt(square) });
  }
  return found.sort((a, b) => a.distance - b.distance || a.index - b.index).slice(0, count);
}
