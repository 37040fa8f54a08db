/** The same comparison after short and after long training: what of it is there, and which length decides. */

import { type AnySpec, dataOpener, type RunSpec } from 'borad/recording';
import type { ExperimentRun } from '../measures';
import { COMPARED_VARIANTS } from './compared';
import { compareVariants, type NamedRun, type RunValue } from './comparison';
import { type ComparisonSpec, comparisonSpecs, findRun, type RunOf } from './getRun';
import type { GetRunOptions } from './openInputs';

/** Seeds of the long runs; the methods that leave a part out have the first five. */
export const LONG_SEEDS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8];

/** Pairs of seeds from which on a longer training decides. */
export const FEWEST_PAIRS = 3;

/** Methods with all of `LONG_SEEDS`. */
const MAIN_VARIANTS = ['baseline', 'masked baseline', 'BoRAD'];

/** All long runs: the main methods with every seed, those that leave a part out with the seeds of the short ones. */
export function longSpecs(spec: Pick<ComparisonSpec, 'data' | 'settings'> = {}): RunSpec[] {
  const main = comparisonSpecs({ ...spec, preset: 'long', variants: MAIN_VARIANTS, seeds: LONG_SEEDS });
  const parts = COMPARED_VARIANTS.filter((variant) => !MAIN_VARIANTS.includes(variant));
  return [...main, ...comparisonSpecs({ ...spec, preset: 'long', variants: parts })];
}

/** Runs that are in the store, and how many there should be. */
export interface RecordedRuns<R extends NamedRun = ExperimentRun> {
  runs: R[];
  wanted: number;
}

/** Those of some runs that are in the store; nothing is trained. */
export function recordedRuns<S extends AnySpec>(
  specs: readonly S[],
  options: GetRunOptions = {},
): RecordedRuns<RunOf<S>> {
  const open = dataOpener();
  const runs = specs
    .map((single) => findRun(single, { ...options, dataset: options.dataset ?? open(single) }))
    .filter((run) => run !== undefined);
  return { runs, wanted: specs.length };
}

/** A sentence that says how many runs are there, method by method. */
export function coverageText({ runs, wanted }: RecordedRuns<NamedRun>): string {
  const variants = [...new Set(runs.map(({ variant }) => variant))];
  const counts = variants.map((variant) => `${variant} ${runs.filter((run) => run.variant === variant).length}`);
  const missing = runs.length < wanted ? `, ${wanted - runs.length} are not made yet` : '';
  return `${runs.length} of ${wanted} runs are there${counts.length ? ` (${counts.join(', ')})` : ''}${missing}.`;
}

/** One method minus another at one length of training. */
export interface LengthValues {
  /** Steps of training. */
  steps: number;
  /** a - b, one value per paired seed; at least two. */
  values: number[];
  /** Whether this is the length that decides: the longest with enough pairs, else the shortest. */
  decides: boolean;
}

function pairedValues(runs: readonly ExperimentRun[], [method, other]: readonly [string, string], value: RunValue) {
  const pairs = runs.filter(
    (run) => run.variant === method && runs.some((o) => o.variant === other && o.seed === run.seed),
  );
  return pairs.length < 2 ? undefined : compareVariants(runs, method, other, value).differences;
}

/** Marks the length that decides: the longest with `FEWEST_PAIRS` values, else the shortest. Shortest first. */
export function markDeciding(lengths: readonly Omit<LengthValues, 'decides'>[]): LengthValues[] {
  const sorted = [...lengths].sort((a, b) => a.steps - b.steps);
  const enough = sorted.filter(({ values }) => values.length >= FEWEST_PAIRS);
  const deciding = enough[enough.length - 1] ?? sorted[0];
  return sorted.map((one) => ({ ...one, decides: one === deciding }));
}

/**
 * Paired differences of two methods at every length for which there are at least two pairs, shortest first. The longest with
 * `FEWEST_PAIRS` pairs decides; without one, the shortest does.
 *
 * @param sets Runs of one length each.
 */
export function valuesByLength(
  sets: readonly (readonly ExperimentRun[])[],
  pair: readonly [string, string],
  value: RunValue,
): LengthValues[] {
  return markDeciding(
    sets.flatMap((runs) => {
      const values = pairedValues(runs, pair, value);
      return values ? [{ steps: runs[0].config.training.steps, values }] : [];
    }),
  );
}
