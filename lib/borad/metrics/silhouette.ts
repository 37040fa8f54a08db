import { NumericError, OptionError, ShapeError } from '../base';
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

/**
 * Mean silhouette coefficient (scikit-learn's silhouette_score): with cosine distance eq. 46, with euclidean distance what
 * suits a picture in two dimensions.
 *
 * For item i with mean distance a to the others of its cluster and smallest mean distance b to another cluster, the
 * coefficient is (b - a) / max(a, b); an item alone in its cluster counts 0. At cosine distance a zero vector is 1 away from
 * everything.
 *
 * @param x n rows of d features, row by row; need not be normalised.
 * @param labels one a row: numbers or strings.
 * @param metric default 'cosine'.
 * @returns -1 to 1.
 * @throws {OptionError} the metric is unknown. @throws {ShapeError} lengths disagree.
 * @throws {NumericError} a value is not finite, or there are not 2 to n - 1 clusters.
 */
export function silhouette(
  x: ArrayLike<number>,
  n: number,
  d: number,
  labels: ArrayLike<number> | ArrayLike<string>,
  metric: 'cosine' | 'euclidean' = 'cosine',
): number {
  if (metric !== 'euclidean' && metric !== 'cosine') {
    throw new OptionError(`silhouette: metric must be 'cosine' or 'euclidean', got '${metric}'.`);
  }
  if (labels.length !== n) {
    throw new ShapeError(`silhouette: expected one label for each of ${n} rows, got ${labels.length}.`);
  }
  const names = Array.from(labels as ArrayLike<number | string>);
  const clusterNumber = new Map<number | string, number>();
  for (const name of names) if (!clusterNumber.has(name)) clusterNumber.set(name, clusterNumber.size);
  const clusters = clusterNumber.size;
  if (clusters < 2 || clusters > n - 1) {
    throw new NumericError(`silhouette: undefined for ${clusters} clusters of ${n} items, expected 2 to ${n - 1}.`);
  }
  const of = Int32Array.from(names, (name) => clusterNumber.get(name) as number);
  const sizes = new Int32Array(clusters);
  for (const cluster of of) sizes[cluster]++;
  const distancesOf = (metric === 'cosine' ? cosineDistances : euclideanDistances)(x, n, d, of, sizes);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const own = sizes[of[i]];
    if (own === 1) continue;
    const distances = distancesOf(i);
    const within = distances[of[i]] / (own - 1);
    let nearest = Number.POSITIVE_INFINITY;
    for (let k = 0; k < clusters; k++) if (k !== of[i]) nearest = Math.min(nearest, distances[k] / sizes[k]);
    // Rounding can leave distances of identical vectors near 1e-16 on either side of 0.
    const larger = Math.max(within, nearest);
    if (larger > 1e-12) total += (nearest - within) / larger;
  }
  return total / n;
}
