import { OptionError } from '../base';
import { checkRows, unitRows } from './unitRows';

/** Distances that order neighbours as the named metric does: squared euclidean, or 1 - cosine. */
function distancesFrom(rows: Float64Array, n: number, d: number, i: number, cosine: boolean, out: Float64Array): void {
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let f = 0; f < d; f++) {
      const a = rows[i * d + f];
      const b = rows[j * d + f];
      sum += cosine ? a * b : (a - b) * (a - b);
    }
    out[j] = cosine ? 1 - sum : sum;
  }
  out[i] = Number.POSITIVE_INFINITY;
}

/**
 * Trustworthiness of an embedding (Venna and Kaski 2001; scikit-learn's sklearn.manifold.trustworthiness): 1 minus a
 * penalty for items that are among the k nearest in the embedding but not in the original space. Neighbours in the
 * embedding are euclidean. Equal distances are taken in row order.
 *
 * @param x n rows of features, row by row.
 * @param embedding n rows of coordinates, usually 2 or 3 each.
 * @param n number of rows of both.
 * @param k neighbours looked at, at least 1 and below n / 2. Default 5.
 * @param metric distance in the original space. Default 'euclidean'.
 * @returns 0 to 1; 1 when no false neighbour was made.
 * @throws {OptionError} k or metric is out of range. @throws {ShapeError} lengths are not multiples of n.
 * @throws {NumericError} a value is not finite.
 */
export function trustworthiness(
  x: ArrayLike<number>,
  embedding: ArrayLike<number>,
  n: number,
  k = 5,
  metric: 'euclidean' | 'cosine' = 'euclidean',
): number {
  if (!Number.isInteger(k) || k < 1 || !(k < n / 2)) {
    throw new OptionError(`trustworthiness: k must be an integer from 1 to below n / 2 = ${n / 2}, got ${k}.`);
  }
  if (metric !== 'euclidean' && metric !== 'cosine') {
    throw new OptionError(`trustworthiness: metric must be 'euclidean' or 'cosine', got '${metric}'.`);
  }
  const d = Math.floor(x.length / n);
  const e = Math.floor(embedding.length / n);
  checkRows(x, n, d, 'trustworthiness (x)');
  checkRows(embedding, n, e, 'trustworthiness (embedding)');
  const cosine = metric === 'cosine';
  const rows = cosine ? unitRows(x, n, d, 'trustworthiness (x)') : Float64Array.from(x);
  const points = Float64Array.from(embedding);
  const original = new Float64Array(n);
  const embedded = new Float64Array(n);
  const order = Array.from({ length: n }, (_, i) => i);
  let penalty = 0;
  for (let i = 0; i < n; i++) {
    distancesFrom(rows, n, d, i, cosine, original);
    distancesFrom(points, n, e, i, false, embedded);
    const neighbours = [...order].sort((a, b) => embedded[a] - embedded[b] || a - b).slice(0, k);
    for (const j of neighbours) {
      let rank = 1;
      for (let m = 0; m < n; m++) {
        if (original[m] < original[j] || (original[m] === original[j] && m < j)) rank++;
      }
      if (rank > k) penalty += rank - k;
    }
  }
  return 1 - (2 * penalty) / (n * k * (2 * n - 3 * k - 1));
}
