/**
 * The one ordering that all ranking metrics share: anomalous and normal scores apart, each from high to low. A sweep of the
 * threshold is then a merge of the two lists, and no metric sorts again.
 */
import { DataError, NumericError, ShapeError } from '../base';
import { radixSortDescending } from './radixSort';

export interface RankedScores {
  /** Scores of the anomalous items, from high to low. */
  positives: Float32Array | Float64Array;
  /** Scores of the normal items, from high to low. */
  negatives: Float32Array | Float64Array;
}

function sortDescending(values: Float32Array | Float64Array): Float32Array | Float64Array {
  return values instanceof Float32Array ? radixSortDescending(values).values : values.sort().reverse();
}

/**
 * Splits and sorts scores by label. Float32Array scores stay float32, all others are ranked in float64.
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
    throw new ShapeError(`${caller}: expected one label a score, got ${labels.length} labels and ${n} scores.`);
  }
  const Scores = scores instanceof Float32Array ? Float32Array : Float64Array;
  const positives = new Scores(n);
  const negatives = new Scores(n);
  let p = 0;
  let q = 0;
  for (let i = 0; i < n; i++) {
    const score = scores[i];
    if (!Number.isFinite(score)) {
      throw new NumericError(`${caller}: score ${i} is ${score}, scores must be finite. Check the model's output.`);
    }
    const label = Number(labels[i]);
    if (label === 1) positives[p++] = score;
    else if (label === 0) negatives[q++] = score;
    else throw new DataError(`${caller}: label ${i} is ${labels[i]}, expected 0 (normal) or 1 (anomalous).`);
  }
  return { positives: sortDescending(positives.slice(0, p)), negatives: sortDescending(negatives.slice(0, q)) };
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
  { positives, negatives }: RankedScores,
  visit: (threshold: number, truePositives: number, falsePositives: number) => void,
): void {
  const p = positives.length;
  const q = negatives.length;
  let i = 0;
  let j = 0;
  while (i < p) {
    const threshold = positives[i];
    const runStart = j;
    while (j < q && negatives[j] > threshold) j++;
    if (j > runStart) visit(negatives[j - 1], i, j);
    while (i < p && positives[i] === threshold) i++;
    while (j < q && negatives[j] === threshold) j++;
    visit(threshold, i, j);
  }
  if (j < q) visit(negatives[q - 1], p, q);
}

/** Throws {NumericError} unless there is an anomalous item: recall is undefined without one. */
export function requirePositives({ positives, negatives }: RankedScores, metric: string): void {
  if (positives.length === 0) {
    throw new NumericError(
      `${metric}: undefined without anomalous items (all ${negatives.length} are normal). Evaluate a set that has some.`,
    );
  }
}

/** Throws {NumericError} unless both classes are there. */
export function requireBothClasses({ positives, negatives }: RankedScores, metric: string): void {
  if (positives.length === 0 || negatives.length === 0) {
    throw new NumericError(
      `${metric}: undefined with one class only (${positives.length} anomalous, ${negatives.length} normal). ` +
        'Evaluate a set that has both.',
    );
  }
}
