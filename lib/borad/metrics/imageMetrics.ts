import { aurocOfRanked } from './auroc';
import { averagePrecisionOfRanked } from './averagePrecision';
import { f1MaxOfRanked } from './f1Max';
import { rankScores } from './rankScores';

export interface ImageMetrics {
  auroc: number;
  ap: number;
  f1Max: number;
}

/**
 * The three image metrics, from one sort.
 *
 * @param labels 1 for an anomalous image, 0 for a normal one.
 * @param scores one finite score per image; higher is more anomalous.
 * @throws {NumericError} only one class is there, or a score is not finite.
 * @throws {ShapeError} lengths differ. @throws {DataError} a label is neither 0 nor 1.
 */
export function imageMetrics(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): ImageMetrics {
  const ranked = rankScores(labels, scores, 'imageMetrics');
  return {
    auroc: aurocOfRanked(ranked, 'image auroc'),
    ap: averagePrecisionOfRanked(ranked, 'image ap'),
    f1Max: f1MaxOfRanked(ranked, 'image f1Max').f1,
  };
}
