/** What is kept of a trained and measured run of any method: its metrics, without what only BoRAD's parts can be asked for. */
import { join } from 'node:path';
import type { RunConfig } from 'borad/methods';
import type { ExperimentRun } from '../measures';
import { loadResults, type RunStore, writeCompactJson } from './runStore';

/** Version of the file's form. */
export const METHOD_RUN_FORMAT = 1;

/** One run. Metrics are from 0 to 1; numbers are rounded to 5 significant digits. `variant` is the method's title. */
export interface MethodRun
  extends Pick<
    ExperimentRun,
    'format' | 'hash' | 'variant' | 'seed' | 'preset' | 'teacher' | 'dataset' | 'environment' | 'seconds'
  > {
  /** METHOD_VERSION. */
  method: number;
  config: RunConfig;
  /** Losses by name and step; nothing where the method has no steps. */
  losses: { [name: string]: number[] };
  categories: ExperimentRun['categories'];
  mean: ExperimentRun['mean'];
  protocol: ExperimentRun['protocol'];
  /** Image scores in the order of the data set's test samples. */
  scores: number[];
}

/** The file with the results of a run. */
export function methodRunFile(store: RunStore, hash: string): string {
  return join(store.methods ?? join(store.results, 'methods'), `${hash}.json`);
}

/** Writes the results of a run, atomically, and gives them as they will be read. */
export function saveMethodRun(store: RunStore, run: MethodRun): MethodRun {
  return writeCompactJson(methodRunFile(store, run.hash), run);
}

/** The results of a run; undefined where there are none. Throws as `loadResults`. */
export function loadMethodRun(store: RunStore, hash: string): MethodRun | undefined {
  return loadResults<MethodRun>(methodRunFile(store, hash), hash, METHOD_RUN_FORMAT);
}
