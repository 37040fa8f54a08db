/** What each recorded run lets through, kept beside its results: the plane of the dilemma over seeds. */
import { present } from 'borad/base';
import { rowOf } from 'borad/methods';
import { anyConfig } from 'borad/recording';
import type { AnySpec, GetRunOptions } from '../experiments';
import { type BesideRun, besideRuns } from './besideRuns';
import { type LetThrough, letThrough, type TwinSets } from './letThrough';

/** One run with what it lets through. */
export interface PassedRun extends LetThrough, BesideRun {
  /** Normal, and as many defective, test images per category that it was measured on. */
  each: number;
}

const passedRuns = besideRuns<PassedRun>('passed', 2);

/**
 * Whether a run's method rebuilds features, so that it can be measured what passes. Further rows of a method are left out:
 * HVQ-Trans's reconstruction is told no category in either row, so that the second would repeat the first.
 */
export function rebuilds(spec: AnySpec): boolean {
  const config = anyConfig(spec);
  const { name, method } = rowOf(config);
  return method.rebuild !== undefined && name === config.method;
}

/** What a run lets through; undefined where it was not measured. Throws as `loadResults`. */
export const findPassed = passedRuns.find;

/** What the runs let through, of those that were measured, in their order. */
export const recordedPassed = passedRuns.recorded;

/**
 * Measures what a recorded run lets through and keeps it; weights that are not on this machine are trained again.
 *
 * @param sets With `each` images of a kind per category.
 * @returns undefined where the method rebuilds nothing.
 * @throws {OptionError} the run is not recorded.
 */
export async function measurePassed(
  spec: AnySpec,
  sets: TwinSets,
  each: number,
  options: GetRunOptions = {},
): Promise<PassedRun | undefined> {
  if (!rebuilds(spec)) return undefined;
  return passedRuns.measured(spec, options, async ({ model, record, run }) => ({
    each,
    ...present(await letThrough({ model, record }, sets), `what ${run.variant} rebuilds`),
  }));
}
