/** Which categories lie near each other in a feature space, and how many items are taken for one of another category. */
import { NumericError, ShapeError } from '../base';
import { checkRows } from '../metrics/unitRows';

/** Items of known category in a feature space, a row each. */
export interface LabelledRows {
  /** n * d values, row by row. */
  rows: ArrayLike<number>;
  /** Values per row. */
  features: number;
  /** One row per category. */
  labels: readonly string[];
}

/** Categories by where they lie; matrices are in the order of `categories`. */
export interface CategoryNearness {
  categories: string[];
  /**
   * Gap of two categories: distance of their centroids over the sum of their spreads (root mean square distance of a
   * category's items to its centroid). Below 1 the clouds overlap; its inverse is the ratio of the Davies-Bouldin index.
   * 0 on the diagonal.
   */
  gap: number[][];
  /** For each category the one at the smallest gap. */
  nearest: { category: string; other: string; gap: number }[];
  /** Items of category i (row) whose nearest centroid is that of category j; the item itself is left out of its own. */
  confusion: number[][];
  /** Share of items whose nearest centroid is another category's, 0 to 1. */
  error: number;
}

interface Centroids {
  categories: string[];
  sums: Float64Array;
  counts: number[];
  features: number;
}

function checkLabelled({ rows, features, labels }: LabelledRows, caller: string): void {
  if (labels.length === 0) throw new ShapeError(`${caller}: expected at least one row, got none.`);
  checkRows(rows, labels.length, features, caller);
}

function centroidsOf({ rows, features, labels }: LabelledRows): Centroids {
  const categories = [...new Set(labels)];
  const sums = new Float64Array(categories.length * features);
  const counts = categories.map(() => 0);
  labels.forEach((label, i) => {
    const k = categories.indexOf(label);
    counts[k]++;
    for (let j = 0; j < features; j++) sums[k * features + j] += rows[i * features + j];
  });
  return { categories, sums, counts, features };
}

/** Squared distance of a row to centroid k; with `without` the row itself is taken out of that centroid. */
function squaredDistance(
  rows: ArrayLike<number>,
  i: number,
  centroids: Centroids,
  k: number,
  without: boolean,
): number {
  const { sums, counts, features } = centroids;
  const count = without ? counts[k] - 1 : counts[k];
  let square = 0;
  for (let j = 0; j < features; j++) {
    const value = rows[i * features + j];
    const sum = sums[k * features + j] - (without ? value : 0);
    square += (value - sum / count) ** 2;
  }
  return square;
}

function nearestCentroid(rows: ArrayLike<number>, i: number, centroids: Centroids, own: number): number {
  let best = -1;
  let smallest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < centroids.categories.length; k++) {
    if (k === own && centroids.counts[k] === 1) continue;
    const distance = squaredDistance(rows, i, centroids, k, k === own);
    if (distance < smallest) {
      smallest = distance;
      best = k;
    }
  }
  return best;
}

/** Share of a confusion matrix off its diagonal. */
function errorOf(confusion: number[][]): number {
  let wrong = 0;
  let all = 0;
  confusion.forEach((row, i) => {
    row.forEach((count, j) => {
      all += count;
      if (i !== j) wrong += count;
    });
  });
  return wrong / all;
}

/**
 * Nearness of categories: gaps between their centroids, and a leave-one-out nearest-centroid classification.
 *
 * @throws {ShapeError} lengths disagree.
 * @throws {NumericError} fewer than two categories, a category of one item (it has no spread), or a value is not finite.
 */
export function categoryNearness(items: LabelledRows): CategoryNearness {
  checkLabelled(items, 'categoryNearness');
  const { rows, labels } = items;
  const centroids = centroidsOf(items);
  const { categories, sums, counts, features } = centroids;
  const alone = counts.indexOf(1);
  if (categories.length < 2 || alone >= 0) {
    const what = alone >= 0 ? `category ${categories[alone]} has one item` : `there is ${categories.length} category`;
    throw new NumericError(
      `categoryNearness: undefined, ${what}. Give at least two categories of at least two items each.`,
    );
  }
  const own = labels.map((label) => categories.indexOf(label));
  const squares = categories.map(() => 0);
  own.forEach((k, i) => {
    squares[k] += squaredDistance(rows, i, centroids, k, false);
  });
  const spread = squares.map((square, k) => Math.sqrt(square / counts[k]));
  const distance = (a: number, b: number): number => {
    let square = 0;
    for (let j = 0; j < features; j++) {
      square += (sums[a * features + j] / counts[a] - sums[b * features + j] / counts[b]) ** 2;
    }
    return Math.sqrt(square);
  };
  const gap = categories.map((_, a) =>
    // Identical items have no spread: a floor keeps their gap finite.
    categories.map((__, b) => (a === b ? 0 : distance(a, b) / Math.max(spread[a] + spread[b], 1e-12))),
  );
  const nearest = categories.map((category, a) => {
    const b = gap[a].reduce((best, value, k) => (k !== a && (best === a || value < gap[a][best]) ? k : best), a);
    return { category, other: categories[b], gap: gap[a][b] };
  });
  const confusion = categories.map(() => categories.map(() => 0));
  own.forEach((k, i) => {
    confusion[k][nearestCentroid(rows, i, centroids, k)]++;
  });
  return { categories, gap, nearest, confusion, error: errorOf(confusion) };
}

/** How queries are classified by the centroids of a reference. */
export interface CentroidConfusion {
  categories: string[];
  /** Queries of category i (row) whose nearest centroid is that of category j. */
  confusion: number[][];
  /** 0 to 1. */
  error: number;
}

/**
 * Nearest-centroid classification of one set of items by the centroids of another, for instance of defective images by
 * those of normal ones, or of single locations.
 *
 * @throws {ShapeError} lengths or numbers of features disagree, or a query's category is not in the reference.
 * @throws {NumericError} a value is not finite.
 */
export function centroidConfusion(reference: LabelledRows, queries: LabelledRows): CentroidConfusion {
  checkLabelled(reference, 'centroidConfusion: reference');
  checkLabelled(queries, 'centroidConfusion: queries');
  const centroids = centroidsOf(reference);
  const { categories, features } = centroids;
  const unknown = queries.labels.find((label) => !categories.includes(label));
  if (unknown !== undefined || queries.features !== features) {
    throw new ShapeError(
      `centroidConfusion: expected queries of ${features} features and categories ${categories.join(', ')}, ` +
        `got ${queries.features} features${unknown === undefined ? '' : ` and category ${unknown}`}.`,
    );
  }
  const confusion = categories.map(() => categories.map(() => 0));
  queries.labels.forEach((label, i) => {
    confusion[categories.indexOf(label)][nearestCentroid(queries.rows, i, centroids, -1)]++;
  });
  return { categories, confusion, error: errorOf(confusion) };
}
