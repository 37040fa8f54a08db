/** Runs from the store, or trained where they are not there yet. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepareBackend } from 'borad/backend';
import { DataError, type ProgressReporter, progressReporter, withFileLock } from 'borad/base';
import type { Dataset } from 'borad/datasets';
import type { FeatureSet } from 'borad/features';
import type { TensorMap } from 'borad/layers';
import { withoutMoments } from 'borad/methods';
import { loadTeacher, type Teacher } from 'borad/teachers';
import { loadRun, type RunRecord, saveFinishedRun, stateFromStored } from 'borad/training';
import { cachedFeatures } from './cachedFeatures';
import type { ExperimentRun } from './experimentRun';
import {
  anyConfig,
  COMPARED_SEEDS,
  COMPARED_VARIANTS,
  dataOpener,
  type MethodSpec,
  openSpecData,
  type RunSpec,
  runHash,
  specConfig,
} from './runSpec';
import {
  hasModel,
  loadStoredRun,
  projectStore,
  type RunStore,
  resultFile,
  saveRun,
  trainingFolder,
  weightsFolder,
} from './runStore';
import { trainExperiment } from './trainExperiment';

/** What a run is trained with; the same for all runs of a comparison. */
export interface ExperimentInputs {
  teacher: Teacher;
  dataset: Dataset;
  features: { train: FeatureSet; test: FeatureSet };
}

export interface GetRunOptions {
  store?: RunStore;
  progress?: ProgressReporter;
  signal?: AbortSignal;
  /** Teacher, data and features where they are at hand; else they are opened, and features are cached in the store. */
  inputs?: ExperimentInputs;
  /** The data set alone, where it is open already and `inputs` are not at hand: a run is named by it. */
  dataset?: Dataset;
}

/** A trained model with what is needed to use it; the caller disposes `model` by `disposeModel`. */
export interface StoredModel extends Pick<ExperimentInputs, 'teacher' | 'dataset'> {
  run: ExperimentRun;
  record: RunRecord;
  model: TensorMap;
}

let latest: { key: string; inputs: ExperimentInputs } | undefined;

/** Opens teacher and data set of a specification and readies the features of all images. The latest are kept in memory. */
export async function openInputs(spec: RunSpec | MethodSpec, options: GetRunOptions = {}): Promise<ExperimentInputs> {
  if (options.inputs) return options.inputs;
  const config = anyConfig(spec);
  const data = spec.data ?? 'procedural';
  const { scratch } = options.store ?? projectStore();
  const key = JSON.stringify([data, config.data, config.teacher, scratch]);
  if (latest?.key === key) return latest.inputs;
  await prepareBackend();
  const dataset = options.dataset ?? openSpecData(spec);
  const teacher = loadTeacher(config.teacher.name, config.teacher);
  const folder = join(scratch, 'features');
  const shared = { teacher, dataset, folder, progress: options.progress ?? progressReporter(), signal: options.signal };
  const train = await cachedFeatures({ ...shared, split: 'train' });
  const test = await cachedFeatures({ ...shared, split: 'test' });
  latest = { key, inputs: { teacher, dataset, features: { train, test } } };
  return latest.inputs;
}

/** The name of a run, from the data set that is open already if there is one. */
export function hashWith(spec: RunSpec | MethodSpec, { inputs, dataset }: GetRunOptions): string {
  return runHash(spec, inputs?.dataset ?? dataset);
}

/** The results of a run that is in the store; undefined where it is not. Nothing is trained. */
export function findRun(spec: RunSpec, options: GetRunOptions = {}): ExperimentRun | undefined {
  return loadStoredRun(options.store ?? projectStore(), hashWith(spec, options));
}

/** Trains a run and keeps its weights; the results are handed back. */
async function trainAndKeep(spec: RunSpec, options: GetRunOptions): Promise<ExperimentRun> {
  const store = options.store ?? projectStore();
  const inputs = await openInputs(spec, options);
  const { progress, signal } = options;
  const { run, weights, record, history } = await trainExperiment({ spec, ...inputs, progress, signal });
  const folder = trainingFolder(store, run.hash);
  rmSync(folder, { recursive: true, force: true });
  saveFinishedRun(folder, record, weights, history.length, history);
  return run;
}

/**
 * The results of a run: from the store, or trained (with progress) and stored. The numbers do not depend on which.
 *
 * @throws {OptionError} the specification names something unknown. @throws {DataError} the data cannot be used.
 * @throws {CancelledError} the signal fired; nothing was stored.
 */
export async function getRun(spec: RunSpec, options: GetRunOptions = {}): Promise<ExperimentRun> {
  const store = options.store ?? projectStore();
  const found = findRun(spec, options);
  if (found) return found;
  const file = resultFile(store, hashWith(spec, options));
  return withFileLock(file, async () => findRun(spec, options) ?? saveRun(store, await trainAndKeep(spec, options)));
}

/** Several methods with several seeds; what is left out is that of every comparison. */
export interface ComparisonSpec extends Omit<RunSpec, 'variant' | 'seed'> {
  variants?: readonly string[];
  seeds?: readonly number[];
}

/** The specifications of a comparison, seed by seed, so that an interrupted one has whole pairs. */
export function comparisonSpecs({ variants, seeds, ...rest }: ComparisonSpec = {}): RunSpec[] {
  return (seeds ?? COMPARED_SEEDS).flatMap((seed) =>
    (variants ?? COMPARED_VARIANTS).map((variant) => ({ ...rest, variant, seed })),
  );
}

/** All runs of a comparison, those that are missing being trained first; grouped by seed, then by variant. */
export async function getComparison(spec: ComparisonSpec = {}, options: GetRunOptions = {}): Promise<ExperimentRun[]> {
  const runs: ExperimentRun[] = [];
  const open = dataOpener();
  for (const single of comparisonSpecs(spec))
    runs.push(await getRun(single, { ...options, dataset: options.dataset ?? open(single) }));
  return runs;
}

/**
 * The trained model of a run, for maps and features; one that is kept for test time lacks prototypes, predictors and momentum
 * branch. Where the weights are missing, the run is trained again (about a minute), and its stored results stay as they are.
 *
 * @throws As `getRun`.
 */
export async function getModel(spec: RunSpec, options: GetRunOptions = {}): Promise<StoredModel> {
  await prepareBackend();
  const store = options.store ?? projectStore();
  const hash = hashWith(spec, options);
  let run = findRun(spec, options);
  const isThere = () => run !== undefined && hasModel(store, hash);
  if (!isThere()) {
    await withFileLock(trainingFolder(store, hash), async () => {
      run ??= findRun(spec, options);
      if (isThere()) return;
      const trained = await trainAndKeep(spec, options);
      run ??= saveRun(store, trained);
    });
  }
  const folder = weightsFolder(store, hash);
  const saved = loadRun(folder);
  if (saved.step !== saved.record.config.training.steps) {
    throw new DataError(
      `${folder} holds a model after step ${saved.step}; delete the folder, and it is trained again.`,
      {
        file: folder,
      },
    );
  }
  const { teacher, dataset } = options.inputs ?? (await openTeacherAndData(spec));
  return { run: run!, record: saved.record, model: stateFromStored(withoutMoments(saved.weights)), teacher, dataset };
}

async function openTeacherAndData(spec: RunSpec): Promise<Pick<ExperimentInputs, 'teacher' | 'dataset'>> {
  await prepareBackend();
  const config = specConfig(spec);
  if (latest) {
    const { teacher, dataset } = latest.inputs;
    if (teacher.name === config.teacher.name && dataset.imageSize === config.data.imageSize)
      return { teacher, dataset };
  }
  return {
    dataset: openSpecData(spec),
    teacher: loadTeacher(config.teacher.name, config.teacher),
  };
}
