import { forEachThreshold, type RankedScores, rankScores, requireBothClasses } from './rankScores';

/** Area under the ROC curve of ranked scores; exact, because all sums are multiples of 1/2 below 2^53. */
export function aurocOfRanked(ranked: RankedScores, metric = 'auroc'): number {
  requireBothClasses(ranked, metric);
  let area = 0;
  let previousTrue = 0;
  let previousFalse = 0;
  forEachThreshold(ranked, (_, truePositives, falsePositives) => {
    area += ((falsePositives - previousFalse) * (truePositives + previousTrue)) / 2;
    previousTrue = truePositives;
    previousFalse = falsePositives;
  });
  return area / (ranked.positives * ranked.negatives);
}

/**
 * Area under the ROC curve: the probability that an anomalous item scores higher than a normal one, ties counting one half
 * (scikit-learn's roc_auc_score).
 *
 * @param labels 1 for anomalous, 0 for normal; same length as the scores.
 * @param scores finite; higher is more anomalous. Float32Array is ranked fastest.
 * @returns 0 to 1; 0.5 for constant scores.
 * @throws {NumericError} only one class is there, or a score is not finite.
 * @throws {ShapeError} lengths differ. @throws {DataError} a label is neither 0 nor 1.
 */
export function auroc(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): number {
  return aurocOfRanked(rankScores(labels, scores, 'auroc'));
}
