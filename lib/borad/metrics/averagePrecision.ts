import { forEachThreshold, type RankedScores, rankScores, requirePositives } from './rankScores';

/** Average precision of ranked scores. */
export function averagePrecisionOfRanked(ranked: RankedScores, metric = 'averagePrecision'): number {
  requirePositives(ranked, metric);
  let sum = 0;
  let previousTrue = 0;
  forEachThreshold(ranked, (_, truePositives, falsePositives) => {
    sum += ((truePositives - previousTrue) * truePositives) / (truePositives + falsePositives);
    previousTrue = truePositives;
  });
  return sum / ranked.positives;
}

/**
 * Average precision: the sum over distinct thresholds of (recall gained) times precision, without interpolation
 * (scikit-learn's average_precision_score).
 *
 * @param labels 1 for anomalous, 0 for normal; same length as the scores.
 * @param scores finite; higher is more anomalous.
 * @returns 0 to 1; the share of anomalous items for constant scores.
 * @throws {NumericError} no item is anomalous, or a score is not finite.
 * @throws {ShapeError} lengths differ. @throws {DataError} a label is neither 0 nor 1.
 */
export function averagePrecision(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): number {
  return averagePrecisionOfRanked(rankScores(labels, scores, 'averagePrecision'));
}
