/** The greedy coreset: points picked so that none that is left out is far from all that were taken (arXiv 2106.08265, Section 3.2). */
import { OptionError } from '../../base';
import { Heap } from './heap';

/** Points as rows of one array. */
export interface Points {
  /** [count, width]. */
  data: Float32Array;
  width: number;
}

export interface Coreset {
  /** Rows in the order in which they were taken. */
  order: Int32Array;
  /** Distance of every point to the coreset, at most its mean distance to the start points; worked out when first read. */
  readonly distances: Float64Array;
}

/** Rows that are measured at once: their sums do not wait for one another. */
const TOGETHER = 4;

/** Rows side by side in memory; those that are not there yet are infinitely far. */
class Rows {
  /** Squared distances that were measured last; above the limit, a part of them. */
  readonly squares = new Float64Array(TOGETHER);
  private readonly rows: Float32Array;

  constructor(
    private readonly points: Points,
    size: number,
  ) {
    this.rows = new Float32Array((size + TOGETHER - 1) * points.width).fill(Number.POSITIVE_INFINITY);
  }

  set(index: number, point: number): void {
    const { data, width } = this.points;
    this.rows.set(data.subarray(point * width, (point + 1) * width), index * width);
  }

  /** Measures a point's distances to four rows from `first` on. */
  measure(point: number, first: number, limit: number): void {
    const { rows, squares } = this;
    const { data, width } = this.points;
    const start = point * width;
    const a = first * width;
    const b = a + width;
    const c = b + width;
    const d = c + width;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let i = 0; i < width; ) {
      const end = Math.min(i + 8, width);
      for (; i < end; i++) {
        const value = data[start + i];
        const toA = value - rows[a + i];
        const toB = value - rows[b + i];
        const toC = value - rows[c + i];
        const toD = value - rows[d + i];
        sumA += toA * toA;
        sumB += toB * toB;
        sumC += toC * toC;
        sumD += toD * toD;
      }
      // Sums of squares only grow: what is beyond the limit already need not be known.
      if (sumA > limit && sumB > limit && sumC > limit && sumD > limit) break;
    }
    squares[0] = sumA;
    squares[1] = sumB;
    squares[2] = sumC;
    squares[3] = sumD;
  }
}

/** Mean distance of every point to the start points. */
function meanDistances(points: Points, count: number, starts: ArrayLike<number>): Float64Array {
  const rows = new Rows(points, starts.length);
  for (let s = 0; s < starts.length; s++) rows.set(s, starts[s]);
  const distances = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let s = 0; s < starts.length; s++) {
      if (s % TOGETHER === 0) rows.measure(i, s, Number.POSITIVE_INFINITY);
      distances[i] += Math.sqrt(rows.squares[s % TOGETHER]) / starts.length;
    }
  }
  return distances;
}

/**
 * Takes, again and again, the point farthest from what was taken (the first of equals). As in the authors' approximate
 * sampler, the distance begins as the mean to some start points, which are not taken themselves, and stays in the minimum.
 *
 * A distance only falls while points are taken. One that was not measured to the last of them is therefore an upper bound, and
 * only the point whose bound is the greatest is measured on, until it is the farthest or another bound is greater: the same
 * points in the same order as if all distances were kept up.
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
  const bounds = meanDistances(points, count, starts).map((distance) => distance * distance);
  const entries = new Rows(points, size);
  /** To how many entries each point was measured. */
  const measured = new Int32Array(count);

  /** Lowers a point's bound by at least one more entry, and goes on while there are entries and the bound is at least `limit`. */
  function measureOn(point: number, taken: number, limit: number): void {
    let bound = bounds[point];
    let next = measured[point];
    do {
      entries.measure(point, next, bound);
      for (let k = 0; k < TOGETHER; k++) if (entries.squares[k] < bound) bound = entries.squares[k];
      next = Math.min(next + TOGETHER, taken);
    } while (next < taken && bound >= limit);
    bounds[point] = bound;
    measured[point] = next;
  }

  const order = new Int32Array(size);
  const heap = new Heap(bounds);
  for (let taken = 0; taken < size; taken++) {
    while (measured[heap.top] < taken) {
      measureOn(heap.top, taken, heap.second);
      heap.sink();
    }
    order[taken] = heap.top;
    entries.set(taken, heap.top);
    await onTaken?.(taken + 1);
  }

  let distances: Float64Array | undefined;
  return {
    order,
    get distances() {
      if (!distances) {
        for (let i = 0; i < count; i++) if (measured[i] < size) measureOn(i, size, 0);
        distances = bounds.map(Math.sqrt);
      }
      return distances;
    },
  };
}
