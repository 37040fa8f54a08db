/** What is kept of a trained and measured run of any method: its metrics, without what only BoRAD's parts can be asked for. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError, readJson } from 'borad/base';
import type { RunConfig } from 'borad/methods';
import type { ExperimentRun } from './experimentRun';
import { METHOD_VERSION } from './methodVersion';
import { type RunStore, writeCompactJson } from './runStore';

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

/**
 * The results of a run, or undefined where there are none.
 *
 * @throws {DataError} the file is not of this form or version, or carries another name than its run.
 */
export function loadMethodRun(store: RunStore, hash: string): MethodRun | undefined {
  const file = methodRunFile(store, hash);
  if (!existsSync(file)) return undefined;
  const run = readJson<MethodRun>(file);
  if (run.format === METHOD_RUN_FORMAT && run.method === METHOD_VERSION && run.hash === hash) return run;
  throw new DataError(
    `${file}: found format ${run.format}, method version ${run.method}, run ${run.hash}; expected ${METHOD_RUN_FORMAT}, ${METHOD_VERSION}, ${hash}. Delete the file and make it again by \`npm run experiments\`.`,
    { file },
  );
}
