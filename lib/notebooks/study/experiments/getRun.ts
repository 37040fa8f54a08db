/** Runs from the store, or trained where they are not there yet. */

import { rmSync } from 'node:fs';
import { prepareBackend } from 'borad/backend';
import { DataError, present, withFileLock } from 'borad/base';
import type { TensorMap } from 'borad/layers';
import { methodOf, withoutMoments } from 'borad/methods';
import {
  type AnySpec,
  dataOpener,
  type MethodRun,
  type MethodSpec,
  openTeacherAndData,
  type RunSpec,
  trainMethod,
} from 'borad/recording';
import { loadRun, type RunRecord, saveFinishedRun, stateFromStored, trainedSteps } from 'borad/training';
import type { ExperimentRun } from '../measures';
import { COMPARED_SEEDS, COMPARED_VARIANTS } from './compared';
import { loadMethodRun, methodRunFile, saveMethodRun } from './methodRun';
import { type ExperimentInputs, executionFor, type GetRunOptions, hashWith, openInputs } from './openInputs';
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

/** What is kept of a run: all measurements of one of BoRAD, the metrics of one of another method. */
export type RunOf<S extends AnySpec> = S extends MethodSpec ? MethodRun : ExperimentRun;

/** Weights with the record of their run. */
export type TrainedState = Pick<StoredModel, 'model' | 'record'>;

/** A trained model with what is needed to use it; the caller disposes `model` by `disposeModel`. */
export interface StoredModel<S extends AnySpec = RunSpec> extends Pick<ExperimentInputs, 'teacher' | 'dataset'> {
  run: RunOf<S>;
  record: RunRecord;
  model: TensorMap;
}

/** The results of a run that is in the store; undefined where it is not. Nothing is trained. */
export function findRun<S extends AnySpec>(spec: S, options: GetRunOptions = {}): RunOf<S> | undefined {
  const load = 'method' in spec ? loadMethodRun : loadStoredRun;
  return load(options.store ?? projectStore(), hashWith(spec, options)) as RunOf<S> | undefined;
}

/** Trains a run and keeps its weights; the results are handed back. */
async function trainAndKeep<S extends AnySpec>(spec: S, options: GetRunOptions): Promise<RunOf<S>> {
  const store = options.store ?? projectStore();
  const inputs = await openInputs(spec, options);
  const { progress, signal } = options;
  const shared = { ...inputs, progress, signal, ...executionFor(options) };
  const trained =
    'method' in spec ? await trainMethod({ spec, ...shared }) : await trainExperiment({ spec, ...shared });
  const { run, weights, record, history } = trained;
  const folder = trainingFolder(store, run.hash);
  rmSync(folder, { recursive: true, force: true });
  saveFinishedRun(folder, record, weights, history.length, history);
  return run as RunOf<S>;
}

/** Stores the results of a run, each kind in its folder, and gives them as they will be read. */
function saveResults<S extends AnySpec>(spec: S, place: RunStore, run: RunOf<S>): RunOf<S> {
  const saved = 'method' in spec ? saveMethodRun(place, run as MethodRun) : saveRun(place, run as ExperimentRun);
  return saved as RunOf<S>;
}

/**
 * The results of a run: from the store, or trained (with progress) and stored. The numbers do not depend on which. Weights are
 * kept of runs of BoRAD alone.
 *
 * @throws {OptionError} the specification names something unknown. @throws {DataError} the data cannot be used.
 * @throws {CancelledError} the signal fired; nothing was stored.
 */
export async function getRun<S extends AnySpec>(spec: S, options: GetRunOptions = {}): Promise<RunOf<S>> {
  const store = options.store ?? projectStore();
  const found = findRun(spec, options);
  if (found) return found;
  const file = ('method' in spec ? methodRunFile : resultFile)(store, hashWith(spec, options));
  return withFileLock(
    file,
    async () => findRun(spec, options) ?? saveResults(spec, store, await trainAndKeep(spec, options)),
  );
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
export async function getModel<S extends AnySpec>(spec: S, options: GetRunOptions = {}): Promise<StoredModel<S>> {
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
      run ??= saveResults(spec, store, trained);
    });
  }
  const folder = weightsFolder(store, hash);
  const saved = loadRun(folder);
  const { config } = saved.record;
  if (saved.step !== trainedSteps(methodOf(config.method), config)) {
    throw new DataError(
      `${folder} holds a model after step ${saved.step}; delete the folder, and it is trained again.`,
      {
        file: folder,
      },
    );
  }
  const { teacher, dataset } = options.inputs ?? (await openTeacherAndData(spec, options.dataset));
  if (saved.record.teacher.sha256 !== teacher.sha256)
    throw new DataError(
      `${folder} holds a model for another file of teacher ${teacher.name}; delete the folder, and it is trained again.`,
      { file: folder },
    );
  return {
    run: present(run, `stored run ${hash}`),
    record: saved.record,
    model: stateFromStored(withoutMoments(saved.weights)),
    teacher,
    dataset,
  };
}
