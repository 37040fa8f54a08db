import { forEachThreshold, rankScores, requireBothClasses } from './rankScores';

export interface RocCurve {
  /** False positive rate, rising from 0 to 1. */
  fpr: Float64Array;
  /** True positive rate, rising from 0 to 1. */
  tpr: Float64Array;
  /** The threshold of each point, falling from Infinity; anomalous if score >= threshold. */
  thresholds: Float64Array;
}

/**
 * The ROC curve from (0, 0): every distinct score of an anomalous item and the ends of the runs of normal items between them.
 * Scores inside such a run lie on a straight line and are left out, so the curve is exact.
 *
 * @param labels 1 for anomalous, 0 for normal; same length as the scores.
 * @param scores finite; higher is more anomalous.
 * @throws {NumericError} only one class is there, or a score is not finite.
 * @throws {ShapeError} lengths differ. @throws {DataError} a label is neither 0 nor 1.
 */
export function rocCurve(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): RocCurve {
  const ranked = rankScores(labels, scores, 'rocCurve');
  requireBothClasses(ranked, 'rocCurve');
  const fpr = [0];
  const tpr = [0];
  const thresholds = [Number.POSITIVE_INFINITY];
  forEachThreshold(ranked, (threshold, truePositives, falsePositives) => {
    fpr.push(falsePositives / ranked.negatives);
    tpr.push(truePositives / ranked.positives);
    thresholds.push(threshold);
  });
  return { fpr: Float64Array.from(fpr), tpr: Float64Array.from(tpr), thresholds: Float64Array.from(thresholds) };
}
