import { forEachThreshold, rankScores, requirePositives } from './rankScores';

export interface PrecisionRecallCurve {
  /** Precision at each threshold; 1 at the first point by convention. */
  precision: Float64Array;
  /** Recall, rising from 0 to 1. */
  recall: Float64Array;
  /** The threshold of each point, falling from Infinity; anomalous if score >= threshold. */
  thresholds: Float64Array;
}

/**
 * Precision and recall from the point (recall 0, precision 1): every distinct score of an anomalous item and the ends of the
 * runs of normal items between them (scikit-learn's precision_recall_curve with drop_intermediate=True, read backwards).
 *
 * @param labels 1 for anomalous, 0 for normal; same length as the scores.
 * @param scores finite; higher is more anomalous.
 * @throws {NumericError} no item is anomalous, or a score is not finite.
 * @throws {ShapeError} lengths differ. @throws {DataError} a label is neither 0 nor 1.
 */
export function precisionRecallCurve(
  labels: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
): PrecisionRecallCurve {
  const ranked = rankScores(labels, scores, 'precisionRecallCurve');
  requirePositives(ranked, 'precisionRecallCurve');
  const precision = [1];
  const recall = [0];
  const thresholds = [Number.POSITIVE_INFINITY];
  forEachThreshold(ranked, (threshold, truePositives, falsePositives) => {
    precision.push(truePositives / (truePositives + falsePositives));
    recall.push(truePositives / ranked.positives);
    thresholds.push(threshold);
  });
  return {
    precision: Float64Array.from(precision),
    recall: Float64Array.from(recall),
    thresholds: Float64Array.from(thresholds),
  };
}
