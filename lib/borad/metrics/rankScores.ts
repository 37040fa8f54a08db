/**
 * The one ordering that all ranking metrics share: the distinct scores of the anomalous items, with the counts of either class
 * at each. No metric sorts again, and normal items are counted where they lie, never copied.
 */
import { DataError, NumericError, ShapeError } from '../base';
import { countNormals, type Scores } from './countNormals';
import { radixSortDescending } from './radixSort';

export interface RankedScores {
  /** Number of anomalous items. */
  positives: number;
  /** Number of normal items. */
  negatives: number;
  /** The distinct scores of the anomalous items, from high to low. */
  thresholds: Scores;
  /** Anomalous items at or above each threshold. */
  truePositives: Uint32Array;
  /** Normal items at or above each threshold. */
  falsePositives: Uint32Array;
  /** Normal items above each threshold. */
  falsePositivesAbove: Uint32Array;
  /** The lowest normal score between the threshold at the index and the one before; the last entry is below all thresholds. */
  runEnds: Scores;
}

function sortDescending(values: Scores): Scores {
  return values instanceof Float32Array ? radixSortDescending(values).values : values.sort().reverse();
}

/**
 * Ranks items whose anomalous scores are sorted already.
 *
 * @param sorted the scores of the anomalous items, from high to low.
 * @param labels above 0 for anomalous, else normal. @param scores one finite score a label.
 */
export function rankAgainst(
  sorted: Scores,
  labels: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
): RankedScores {
  const positives = sorted.length;
  let distinct = 0;
  for (let i = 0; i < positives; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  const thresholds = sorted instanceof Float32Array ? new Float32Array(distinct) : new Float64Array(distinct);
  const truePositives = new Uint32Array(distinct);
  for (let i = 0, k = -1; i < positives; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) thresholds[++k] = sorted[i];
    truePositives[k] = i + 1;
  }
  const { total, ties, between, lowest } = countNormals(thresholds, labels, scores);
  // The counts become running sums in place.
  for (let k = 0, above = 0; k < distinct; k++) {
    above += between[k];
    between[k] = above;
    above += ties[k];
    ties[k] = above;
  }
  return {
    positives,
    negatives: total,
    thresholds,
    truePositives,
    falsePositives: ties,
    falsePositivesAbove: between.subarray(0, distinct),
    runEnds: lowest,
  };
}

/**
 * Ranks scores by label. Float32Array scores stay float32, all others are ranked in float64.
 *
 * @param labels 1 or true for anomalous, 0 or false for normal.
 * @param scores one finite score a label; higher is more anomalous.
 * @param caller name of the metric, for messages.
 * @throws {ShapeError} the lengths differ or are 0.
 * @throws {DataError} a label is neither 0 nor 1.
 * @throws {NumericError} a score is not finite.
 */
export function rankScores(
  labels: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
  caller = 'rankScores',
): RankedScores {
  const n = scores.length;
  if (labels.length !== n || n === 0) {
    throw new ShapeError(`${caller}: expected one label per score, got ${labels.length} labels and ${n} scores.`);
  }
  let anomalous = 0;
  for (let i = 0; i < n; i++) {
    const score = scores[i];
    if (!Number.isFinite(score)) {
      throw new NumericError(`${caller}: score ${i} is ${score}, scores must be finite. Check the model's output.`);
    }
    const label = Number(labels[i]);
    if (label !== 0 && label !== 1)
      throw new DataError(`${caller}: label ${i} is ${labels[i]}, expected 0 (normal) or 1 (anomalous).`);
    anomalous += label;
  }
  const positives = scores instanceof Float32Array ? new Float32Array(anomalous) : new Float64Array(anomalous);
  for (let i = 0, p = 0; p < anomalous; i++) if (Number(labels[i]) === 1) positives[p++] = scores[i];
  return rankAgainst(sortDescending(positives), labels, scores);
}

/**
 * Visits, from high to low, the distinct scores at which a curve can bend: every score that an anomalous item has, and the
 * last score of each run of normal items between them. Inside such a run only the false positives grow: ROC and PRO are
 * straight there, precision and F1 fall and recall stands still, so metrics over these points equal those over all scores.
 *
 * With the rule "anomalous if score >= threshold", `truePositives` and `falsePositives` are the counts at the threshold;
 * equal scores are taken together, as scikit-learn does. The last visit has all items.
 */
export function forEachThreshold(
  ranked: RankedScores,
  visit: (threshold: number, truePositives: number, falsePositives: number) => void,
): void {
  const { thresholds, truePositives, falsePositives, falsePositivesAbove, runEnds, positives, negatives } = ranked;
  let [tp, fp] = [0, 0];
  for (let k = 0; k < thresholds.length; k++) {
    if (falsePositivesAbove[k] > fp) visit(runEnds[k], tp, falsePositivesAbove[k]);
    tp = truePositives[k];
    fp = falsePositives[k];
    visit(thresholds[k], tp, fp);
  }
  if (negatives > fp) visit(runEnds[thresholds.length], positives, negatives);
}

/** Throws {NumericError} unless there is an anomalous item: recall is undefined without one. */
export function requirePositives({ positives, negatives }: RankedScores, metric: string): void {
  if (positives === 0) {
    throw new NumericError(
      `${metric}: undefined without anomalous items (all ${negatives} are normal). Evaluate a set that has some.`,
    );
  }
}

/** Throws {NumericError} unless both classes are there. */
export function requireBothClasses({ positives, negatives }: RankedScores, metric: string): void {
  if (positives === 0 || negatives === 0) {
    throw new NumericError(
      `${metric}: undefined with one class only (${positives} anomalous, ${negatives} normal). ` +
        'Evaluate a set that has both.',
    );
  }
}
