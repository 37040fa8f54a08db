import { NumericError, OptionError, ShapeError } from '../base';

/**
 * The largest F1 over n equally spaced thresholds from the least score to the greatest: what the benchmark that most published
 * pixel F1 values come from takes, on a map scaled to 0 to 1. Never above F1-max, and far below it where few pixels have most of the
 * range.
 *
 * @param masks Above 0 means anomalous. @param maps One finite score each; higher is more anomalous, and a score at a threshold counts
 *   as above it.
 * @param n At least 2.
 * @throws {OptionError} n is too small. @throws {ShapeError} lengths differ. @throws {NumericError} nothing is anomalous, or a score is
 *   not finite.
 */
export function f1AtThresholds(masks: ArrayLike<number>, maps: ArrayLike<number>, n: number): number {
  if (!(Number.isInteger(n) && n >= 2))
    throw new OptionError(`f1AtThresholds: expected at least 2 thresholds, got ${n}.`);
  if (masks.length !== maps.length) {
    throw new ShapeError(`f1AtThresholds: expected one score per mask value, got ${maps.length} for ${masks.length}.`);
  }
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < maps.length; i++) {
    if (!Number.isFinite(maps[i]))
      throw new NumericError(`f1AtThresholds: score ${i} is ${maps[i]}, expected a finite one.`);
    least = Math.min(least, maps[i]);
    greatest = Math.max(greatest, maps[i]);
  }
  const step = (greatest - least) / (n - 1);
  const [anomalous, normal] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < maps.length; i++) {
    const reached = step > 0 ? Math.min(n - 1, Math.floor((maps[i] - least) / step)) : n - 1;
    (masks[i] > 0 ? anomalous : normal)[reached]++;
  }
  const positives = anomalous.reduce((sum, count) => sum + count, 0);
  if (positives === 0) throw new NumericError('f1AtThresholds: undefined without anomalous pixels.');
  let best = 0;
  for (let k = n - 1, hits = 0, alarms = 0; k >= 0; k--) {
    hits += anomalous[k];
    alarms += normal[k];
    best = Math.max(best, (2 * hits) / (hits + alarms + positives));
  }
  return best;
}
