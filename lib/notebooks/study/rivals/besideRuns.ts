/** What is measured on a recorded run after its training, kept in a folder of its own beside the results, one file per run. */
import { join } from 'node:path';
import { OptionError, sha256Of } from 'borad/base';
import { disposeModel } from 'borad/methods';
import { dataOpener, loadResults, METHOD_VERSION, resultsIn, writeCompactJson } from 'borad/recording';
import {
  type AnySpec,
  findRun,
  type GetRunOptions,
  getModel,
  hashWith,
  projectStore,
  type RunOf,
  type StoredModel,
} from '../experiments';

/** What every such file says of its run. */
export interface BesideRun {
  format: number;
  /** The run's name: see `runHash`. */
  hash: string;
  /** METHOD_VERSION. */
  method: number;
  /** Title of the method, or the variant of BoRAD. */
  variant: string;
  seed: number;
  /** Which results the run had: see `resultsDigest`. A run that is made again keeps its name. */
  results: string;
}

/** What tells the results of a run from those of the same run made again: 12 hexadecimal digits over its metrics. */
const resultsDigest = ({ categories, mean }: RunOf<AnySpec>): string =>
  sha256Of(Buffer.from(JSON.stringify([categories, mean]))).slice(0, 12);

/**
 * The files of one kind.
 *
 * @param folder Its name in `data/results`. @param format Version of the files' form.
 */
export function besideRuns<T extends BesideRun>(folder: string, format: number) {
  const fileOf = ({ store = projectStore() }: GetRunOptions, hash: string) =>
    resultsIn(join(store.results, '..', folder), hash);

  /** What was measured on a run with the results that it has now; undefined where nothing was. Throws as `loadResults`. */
  function find(spec: AnySpec, options: GetRunOptions = {}): T | undefined {
    const hash = hashWith(spec, options);
    const measured = loadResults<T>(fileOf(options, hash), hash, format);
    const run = measured && findRun(spec, options);
    return run && measured.results === resultsDigest(run) ? measured : undefined;
  }

  /** Of the runs that were measured, in their order. */
  function recorded(specs: readonly AnySpec[]): T[] {
    const open = dataOpener();
    return specs.flatMap((spec) => find(spec, { dataset: open(spec) }) ?? []);
  }

  /**
   * Reads what was measured on a recorded run, or measures and keeps it. Where the run's weights are not on this machine, it is trained
   * again, which on another processor ends at slightly other weights than the recorded results are of.
   *
   * @throws {OptionError} the run is not recorded.
   */
  async function measured(
    spec: AnySpec,
    options: GetRunOptions,
    measure: (model: StoredModel<AnySpec>) => Promise<Omit<T, keyof BesideRun>>,
  ): Promise<T> {
    const found = find(spec, options);
    if (found) return found;
    if (!findRun(spec, options))
      throw new OptionError(`Run ${hashWith(spec, options)} is not recorded. Record it first: npm run experiments.`);
    const stored = await getModel(spec, options);
    try {
      const { hash, variant, seed } = stored.run;
      const results = resultsDigest(stored.run);
      const own = { format, hash, method: METHOD_VERSION, variant, seed, results, ...(await measure(stored)) };
      return writeCompactJson(fileOf(options, hash), own as T);
    } finally {
      disposeModel(stored.model);
    }
  }

  return { find, recorded, measured };
}
