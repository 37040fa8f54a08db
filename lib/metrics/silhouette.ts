import { NumericError, ShapeError } from '../base';
import { unitRows } from './unitRows';

/**
 * Mean silhouette coefficient with cosine distance (scikit-learn's silhouette_score(metric='cosine'); eq. 46).
 *
 * For item i with mean distance a to the others of its cluster and smallest mean distance b to another cluster, the
 * coefficient is (b - a) / max(a, b); an item alone in its cluster counts 0. Mean cosine distances follow from the sums
 * of the unit vectors of each cluster, so the cost is n * clusters * d and not n * n * d. A zero vector has distance 1 to
 * everything.
 *
 * @param x n rows of d features, row by row; need not be normalised.
 * @param labels one a row: numbers or strings.
 * @returns -1 to 1.
 * @throws {ShapeError} lengths disagree. @throws {NumericError} a value is not finite, or there are not 2 to n - 1 clusters.
 */
export function silhouette(
  x: ArrayLike<number>,
  n: number,
  d: number,
  labels: ArrayLike<number> | ArrayLike<string>,
): number {
  if (labels.length !== n) {
    throw new ShapeError(`silhouette: expected one label for each of ${n} rows, got ${labels.length}.`);
  }
  const unit = unitRows(x, n, d, 'silhouette');
  const names = Array.from(labels as ArrayLike<number | string>);
  const clusterNumber = new Map<number | string, number>();
  for (const name of names) if (!clusterNumber.has(name)) clusterNumber.set(name, clusterNumber.size);
  const clusters = clusterNumber.size;
  if (clusters < 2 || clusters > n - 1) {
    throw new NumericError(`silhouette: undefined for ${clusters} clusters of ${n} items, expected 2 to ${n - 1}.`);
  }
  const of = Int32Array.from(names, (name) => clusterNumber.get(name) as number);
  const sizes = new Int32Array(clusters);
  const sums = new Float64Array(clusters * d);
  for (let i = 0; i < n; i++) {
    sizes[of[i]]++;
    for (let j = 0; j < d; j++) sums[of[i] * d + j] += unit[i * d + j];
  }
  const dot = (i: number, vectors: Float64Array, row: number): number => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += unit[i * d + j] * vectors[row * d + j];
    return sum;
  };
  let total = 0;
  for (let i = 0; i < n; i++) {
    const own = sizes[of[i]];
    if (own === 1) continue;
    const within = 1 - (dot(i, sums, of[i]) - dot(i, unit, i)) / (own - 1);
    let nearest = Number.POSITIVE_INFINITY;
    for (let k = 0; k < clusters; k++) {
      if (k !== of[i]) nearest = Math.min(nearest, 1 - dot(i, sums, k) / sizes[k]);
    }
    // Rounding can leave distances of identical vectors near 1e-16 on either side of 0.
    const larger = Math.max(within, nearest);
    if (larger > 1e-12) total += (nearest - within) / larger;
  }
  return total / n;
}
