/** What a method gains over another where the paper names a limit, one value per seed that both have. */
import { present } from 'borad/base';
import type { CategoryMetrics } from 'borad/metrics';
import { FEWEST_PAIRS, type LengthValues, markDeciding, runsOf } from '../experiments';
import type { ExperimentRun } from '../measures';
import type { LimitationRow } from './limitationRecord';

/** A method, and the one that it is compared with. */
export type MethodPair = readonly [string, string];

/** Values at every length of training at which two seeds or more have both methods. */
function byLength(
  rows: readonly LimitationRow[],
  [method, other]: MethodPair,
  value: (own: LimitationRow, others: LimitationRow) => number,
): LengthValues[] {
  const lengths = [...new Set(rows.map(({ steps }) => steps))];
  const found = lengths.map((steps) => ({
    steps,
    values: rows
      .filter((row) => row.steps === steps && row.variant === method)
      .flatMap((own) => {
        const others = rows.find((o) => o.steps === steps && o.variant === other && o.seed === own.seed);
        return others ? [value(own, others)] : [];
      }),
  }));
  return markDeciding(found.filter(({ values }) => values.length >= 2));
}

const detectionAt = ({ contrast: rows }: LimitationRow, contrast: number, key: keyof CategoryMetrics): number =>
  100 *
  present(
    rows.find((row) => row.contrast === contrast),
    `row at contrast ${contrast}`,
  ).mean[key];

/** The gain over the other method at a contrast minus that at full contrast, percentage points: below 0 where it shrinks. */
export function subtleGains(
  rows: readonly LimitationRow[],
  pair: MethodPair,
  contrast: number,
  key: keyof CategoryMetrics,
): LengthValues[] {
  return byLength(rows, pair, (own, other) => {
    const gainAt = (c: number) => detectionAt(own, c, key) - detectionAt(other, c, key);
    return gainAt(contrast) - gainAt(1);
  });
}

/** The difference in the share of the target's variance that the online branch does not explain, from -1 to 1. */
export function conditionalShares(rows: readonly LimitationRow[], pair: MethodPair): LengthValues[] {
  const share = ({ views }: LimitationRow) => views.conditional / views.total;
  return byLength(rows, pair, (own, other) => share(own) - share(other));
}

/**
 * The gain of the shift without masking minus that with masking, in the unit of the value: below 0 where the shift relies on
 * the masks.
 *
 * @param masked Runs of `BoRAD` and `without shift`. @param unmasked The same, trained without masks.
 */
export function unmaskedShiftGains(
  masked: readonly ExperimentRun[],
  unmasked: readonly ExperimentRun[],
  value: (run: ExperimentRun) => number,
): number[] {
  const gainAt = (runs: readonly ExperimentRun[], seed: number): number | undefined => {
    const [own, other] = ['BoRAD', 'without shift'].map((name) => runsOf(runs, name).find((run) => run.seed === seed));
    return own && other ? value(own) - value(other) : undefined;
  };
  return runsOf(unmasked, 'BoRAD').flatMap(({ seed }) => {
    const [on, off] = [gainAt(masked, seed), gainAt(unmasked, seed)];
    return on === undefined || off === undefined ? [] : [off - on];
  });
}

/** The rows of the longest training with `FEWEST_PAIRS` seeds of every method; none where there is no such training. */
export function longestMeasured(rows: readonly LimitationRow[], methods: readonly string[]): LimitationRow[] {
  const lengths = [...new Set(rows.map(({ steps }) => steps))].sort((a, b) => b - a);
  const ofLength = (steps: number) => rows.filter((row) => row.steps === steps);
  const enough = lengths.find((steps) => methods.every((name) => runsOf(ofLength(steps), name).length >= FEWEST_PAIRS));
  return enough === undefined ? [] : ofLength(enough);
}
