/** The greedy coreset: points picked so that none that is left out is far from all that were taken (arXiv 2106.08265, Section 3.2). */
import { OptionError } from '../../base';

/** Points as rows of one array. */
export interface Points {
  /** [count, width]. */
  data: Float32Array;
  width: number;
}

export interface Coreset {
  /** Rows in the order in which they were taken. */
  order: Int32Array;
  /** Distance of every point to the coreset, at most its mean distance to the start points. */
  distances: Float64Array;
}

/** The squared distance of two rows, or a part of it above `limit`. */
function squaredDistance({ data, width }: Points, a: number, b: number, limit: number): number {
  let sum = 0;
  const [startA, startB] = [a * width, b * width];
  for (let i = 0; i < width; ) {
    const end = Math.min(i + 8, width);
    for (; i < end; i++) {
      const difference = data[startA + i] - data[startB + i];
      sum += difference * difference;
    }
    // A sum of squares only grows: what is beyond the limit already need not be known.
    if (sum > limit) return sum;
  }
  return sum;
}

/** Mean distance of every point to the start points. */
function meanDistances(points: Points, count: number, starts: ArrayLike<number>): Float64Array {
  const distances = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let s = 0; s < starts.length; s++) {
      distances[i] += Math.sqrt(squaredDistance(points, i, starts[s], Number.POSITIVE_INFINITY)) / starts.length;
    }
  }
  return distances;
}

/**
 * Takes, again and again, the point farthest from what was taken (the first of equals). As in the authors' approximate
 * sampler, the distance begins as the mean to some start points, which are not taken themselves, and stays in the minimum.
 *
 * @param size Points to take.
 * @param starts Rows of the start points.
 * @param onTaken Called with how many were taken, and awaited.
 * @throws {OptionError} there are fewer points than wanted.
 */
export async function greedyCoreset(
  points: Points,
  size: number,
  starts: ArrayLike<number>,
  onTaken?: (taken: number) => Promise<void> | void,
): Promise<Coreset> {
  const count = points.data.length / points.width;
  if (size > count) throw new OptionError(`greedyCoreset: expected at most ${count} points, got ${size}.`);
  const distances = meanDistances(points, count, starts);
  const squares = distances.map((distance) => distance * distance);
  const order = new Int32Array(size);
  for (let taken = 0; taken < size; taken++) {
    let farthest = 0;
    for (let i = 1; i < count; i++) if (squares[i] > squares[farthest]) farthest = i;
    order[taken] = farthest;
    for (let i = 0; i < count; i++) {
      const square = squaredDistance(points, i, farthest, squares[i]);
      if (square < squares[i]) squares[i] = square;
    }
    await onTaken?.(taken + 1);
  }
  return { order, distances: squares.map(Math.sqrt) };
}
