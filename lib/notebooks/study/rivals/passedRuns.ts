/** What each recorded run lets through, kept beside its results: the plane of the dilemma over seeds. */
import { join } from 'node:path';
import { OptionError, present } from 'borad/base';
import { disposeModel, rowOf } from 'borad/methods';
import { anyConfig, dataOpener, loadResults, METHOD_VERSION, resultsIn, writeCompactJson } from 'borad/recording';
import { type AnySpec, findRun, type GetRunOptions, getModel, hashWith, projectStore } from '../experiments';
import { type LetThrough, letThrough, type TwinSets } from './letThrough';

/** Version of the file's form. */
const FORMAT = 1;

/** One run with what it lets through. */
export interface PassedRun extends LetThrough {
  format: number;
  /** The run's name: see `runHash`. */
  hash: string;
  /** METHOD_VERSION. */
  method: number;
  /** Title of the method, or the variant of BoRAD. */
  variant: string;
  seed: number;
  /** Normal, and as many defective, test images per category that it was measured on. */
  each: number;
}

/** Where they are kept: in `data/results/passed`. */
const fileOf = ({ store = projectStore() }: GetRunOptions, hash: string) =>
  resultsIn(join(store.results, '..', 'passed'), hash);

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
export function findPassed(spec: AnySpec, options: GetRunOptions = {}): PassedRun | undefined {
  const hash = hashWith(spec, options);
  return loadResults<PassedRun>(fileOf(options, hash), hash, FORMAT);
}

/** What the runs let through, of those that were measured, in their order. */
export function recordedPassed(specs: readonly AnySpec[]): PassedRun[] {
  const open = dataOpener();
  return specs.flatMap((spec) => findPassed(spec, { dataset: open(spec) }) ?? []);
}

/**
 * Measures what a recorded run lets through and keeps it. Where the run's weights are not on this machine, it is trained again,
 * which on another processor ends at slightly other weights than the recorded results are of.
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
  const found = findPassed(spec, options);
  if (found) return found;
  if (!findRun(spec, options))
    throw new OptionError(
      `measurePassed: run ${hashWith(spec, options)} is not recorded. Record it first: npm run experiments.`,
    );
  const { model, record, run } = await getModel(spec, options);
  try {
    const passed = present(await letThrough({ model, record }, sets), `what ${run.variant} rebuilds`);
    const { hash, variant, seed } = run;
    const own = { format: FORMAT, hash, method: METHOD_VERSION, variant, seed, each, ...passed };
    return writeCompactJson(fileOf(options, hash), own);
  } finally {
    disposeModel(model);
  }
}
