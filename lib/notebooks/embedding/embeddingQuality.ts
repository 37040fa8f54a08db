import { silhouette, trustworthiness } from 'borad/metrics';

/** What a picture keeps of the items' neighbours and groups, compared with what the items themselves have. */
export interface EmbeddingQuality {
  /** Share-like, 0 to 1: 1 when no item has a false neighbour in the picture. */
  trustworthiness: number;
  /** Silhouette of the labels among the items, cosine distance (eq. 46), -1 to 1. */
  cosineSilhouette: number;
  /** The same with euclidean distance between the items. */
  originalSilhouette: number;
  /** The same with euclidean distance in the picture: what the eye sees. */
  pictureSilhouette: number;
}

/**
 * Measures a picture against the items it shows.
 *
 * @param rows n rows of features. @param points n rows of coordinates. @param labels one per item.
 * @param neighbours k of the trustworthiness, below n / 2. Default 10.
 * @throws {OptionError} neighbours is out of range. @throws {ShapeError} lengths disagree.
 * @throws {NumericError} a value is not finite, or there are not 2 to n - 1 labels.
 */
export function embeddingQuality(
  rows: ArrayLike<number>,
  points: ArrayLike<number>,
  labels: readonly string[],
  neighbours = 10,
): EmbeddingQuality {
  const n = labels.length;
  const d = rows.length / n;
  return {
    trustworthiness: trustworthiness(rows, points, n, neighbours),
    cosineSilhouette: silhouette(rows, n, d, labels),
    originalSilhouette: silhouette(rows, n, d, labels, 'euclidean'),
    pictureSilhouette: silhouette(points, n, points.length / n, labels, 'euclidean'),
  };
}
