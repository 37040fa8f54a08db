import { forEachThreshold, type RankedScores, rankScores, requirePositives } from './rankScores';

export interface F1Max {
  /** Largest F1 over all thresholds, 0 to 1. */
  f1: number;
  /** The highest threshold that reaches it; an item is called anomalous if its score is at least this. */
  threshold: number;
}

/** F1-max of ranked scores. */
export function f1MaxOfRanked(ranked: RankedScores, metric = 'f1Max'): F1Max {
  requirePositives(ranked, metric);
  const positives = ranked.positives;
  let f1 = Number.NEGATIVE_INFINITY;
  let threshold = Number.NaN;
  forEachThreshold(ranked, (value, truePositives, falsePositives) => {
    const here = (2 * truePositives) / (truePositives + falsePositives + positives);
    if (here > f1) {
      f1 = here;
      threshold = value;
    }
  });
  return { f1, threshold };
}

/**
 * F1-max: the largest harmonic mean of precision and recall over all distinct thresholds, with its threshold. The threshold
 * is chosen with the labels, so the value is a bound on, not an estimate of, the F1 in use.
 *
 * @param labels 1 for anomalous, 0 for normal; same length as the scores.
 * @param scores finite; higher is more anomalous.
 * @throws {NumericError} no item is anomalous, or a score is not finite.
 * @throws {ShapeError} lengths differ. @throws {DataError} a label is neither 0 nor 1.
 */
export function f1Max(labels: ArrayLike<number | boolean>, scores: ArrayLike<number>): F1Max {
  return f1MaxOfRanked(rankScores(labels, scores, 'f1Max'));
}
