import { NumericError, OptionError, ShapeError } from '../base';
import { mean } from '../statistics';
import { checkRows, unitRows } from './unitRows';

/** Sums of the distances from item i to all items of each cluster. */
type ClusterDistances = (i: number) => Float64Array;

/**
 * Sums of cosine distances follow from the sums of the unit vectors of each cluster, so all items cost n * clusters * d and
 * not n * n * d.
 */
function cosineDistances(x: ArrayLike<number>, n: number, d: number, of: Int32Array, sizes: Int32Array) {
  const unit = unitRows(x, n, d, 'silhouette');
  const sums = new Float64Array(sizes.length * d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) sums[of[i] * d + j] += unit[i * d + j];
  const dot = (i: number, vectors: Float64Array, row: number): number => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += unit[i * d + j] * vectors[row * d + j];
    return sum;
  };
  const distances: ClusterDistances = (i) =>
    // The item's distance to itself is 0 also where its vector is zero.
    Float64Array.from(sizes, (size, k) => size - dot(i, sums, k) - (k === of[i] ? 1 - dot(i, unit, i) : 0));
  return distances;
}

function euclideanDistances(x: ArrayLike<number>, n: number, d: number, of: Int32Array, sizes: Int32Array) {
  checkRows(x, n, d, 'silhouette');
  const distances: ClusterDistances = (i) => {
    const sums = new Float64Array(sizes.length);
    for (let other = 0; other < n; other++) {
      let square = 0;
      for (let j = 0; j < d; j++) square += (x[i * d + j] - x[other * d + j]) ** 2;
      sums[of[other]] += Math.sqrt(square);
    }
    return sums;
  };
  return distances;
}

/** Clusters as numbers in the order in which their labels first appear. */
function clustersOf(labels: ArrayLike<number | string>): { of: Int32Array; sizes: Int32Array } {
  const names = Array.from(labels);
  const numbers = new Map<number | string, number>();
  for (const name of names) if (!numbers.has(name)) numbers.set(name, numbers.size);
  const of = Int32Array.from(names, (name) => numbers.get(name) as number);
  const sizes = new Int32Array(numbers.size);
  for (const cluster of of) sizes[cluster]++;
  return { of, sizes };
}

/**
 * Silhouette coefficient of each item (scikit-learn's silhouette_samples): with cosine distance the terms of eq. 46, with
 * euclidean distance what suits a picture in two dimensions.
 *
 * For item i with mean distance a to the others of its cluster and smallest mean distance b to another cluster, the
 * coefficient is (b - a) / max(a, b); an item alone in its cluster counts 0. At cosine distance a zero vector is 1 away from
 * everything.
 *
 * @param x n rows of d features, row by row; need not be normalised.
 * @param labels one per row: numbers or strings.
 * @param metric default 'cosine'.
 * @returns n values, -1 to 1.
 * @throws {OptionError} the metric is unknown. @throws {ShapeError} lengths disagree.
 * @throws {NumericError} a value is not finite, or there are not 2 to n - 1 clusters.
 */
export function silhouettes(
  x: ArrayLike<number>,
  n: number,
  d: number,
  labels: ArrayLike<number> | ArrayLike<string>,
  metric: 'cosine' | 'euclidean' = 'cosine',
): Float64Array {
  if (metric !== 'euclidean' && metric !== 'cosine') {
    throw new OptionError(`silhouette: metric must be 'cosine' or 'euclidean', got '${metric}'.`);
  }
  if (labels.length !== n) {
    throw new ShapeError(`silhouette: expected one label for each of ${n} rows, got ${labels.length}.`);
  }
  const { of, sizes } = clustersOf(labels);
  if (sizes.length < 2 || sizes.length > n - 1) {
    throw new NumericError(`silhouette: undefined for ${sizes.length} clusters of ${n} items, expected 2 to ${n - 1}.`);
  }
  const distancesOf = (metric === 'cosine' ? cosineDistances : euclideanDistances)(x, n, d, of, sizes);
  return Float64Array.from(of, (cluster, i) => {
    const own = sizes[cluster];
    if (own === 1) return 0;
    const distances = distancesOf(i);
    const within = distances[cluster] / (own - 1);
    let nearest = Number.POSITIVE_INFINITY;
    for (let k = 0; k < sizes.length; k++) if (k !== cluster) nearest = Math.min(nearest, distances[k] / sizes[k]);
    // Rounding can leave distances of identical vectors near 1e-16 on either side of 0.
    const larger = Math.max(within, nearest);
    return larger > 1e-12 ? (nearest - within) / larger : 0;
  });
}

/** Mean of {@link silhouettes} (scikit-learn's silhouette_score): with cosine distance eq. 46. */
export function silhouette(...args: Parameters<typeof silhouettes>): number {
  return mean(silhouettes(...args));
}
