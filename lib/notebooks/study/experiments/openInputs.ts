/** Teacher, data set and features that runs are made with. */
import { join } from 'node:path';
import type { ProgressReporter } from 'borad/base';
import type { Dataset } from 'borad/datasets';
import { type ExecutionOptions, executionFromEnvironment } from 'borad/engine';
import { type AnySpec, openRunInputs, type RunInputs, runHash } from 'borad/recording';
import { projectStore, type RunStore } from './runStore';

/** What a run is trained with; the same for all runs of a comparison. */
export type ExperimentInputs = RunInputs;

/** Engine and provider train and score; left out, the environment names them (BORAD_ENGINE, BORAD_PROVIDER). */
export interface GetRunOptions extends ExecutionOptions {
  store?: RunStore;
  progress?: ProgressReporter;
  signal?: AbortSignal;
  /** Teacher, data and features where they are at hand; else they are opened, and features are cached in the store. */
  inputs?: ExperimentInputs;
  /** The data set alone, where it is open already and `inputs` are not at hand: a run is named by it. */
  dataset?: Dataset;
}

/** Opens teacher and data set of a specification and computes the features of all images. The latest are kept in memory. */
export async function openInputs(spec: AnySpec, options: GetRunOptions = {}): Promise<ExperimentInputs> {
  if (options.inputs) return options.inputs;
  const { scratch } = options.store ?? projectStore();
  return openRunInputs(spec, { ...options, folder: join(scratch, 'features') });
}

/** Engine and provider of a run that is made. */
export function executionFor({ engine, provider, graphCache }: GetRunOptions): ExecutionOptions {
  const given = executionFromEnvironment();
  return {
    engine: engine ?? given.engine,
    provider: provider ?? given.provider,
    graphCache: graphCache ?? given.graphCache,
  };
}

/** The name of a run, from the data set that is open already if there is one. */
export function hashWith(spec: AnySpec, { inputs, dataset }: GetRunOptions): string {
  return runHash(spec, inputs?.dataset ?? dataset);
}
