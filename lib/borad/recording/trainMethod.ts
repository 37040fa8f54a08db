/** Trains one run of any method and measures it at its end. */
import { type FolderLock, type ProgressReporter, present, progressReporter } from '../base';
import type { Dataset } from '../datasets';
import { createDetector } from '../detection';
import type { ExecutionOptions } from '../engine';
import { evaluate, requireWhole } from '../evaluation';
import type { FeatureCache, FeatureSet } from '../features';
import { filterMap } from '../layers';
import { disposeModel, methodOf, rowOf } from '../methods';
import type { Teacher } from '../teachers';
import { type History, type RunRecord, type StoredState, storeState, train } from '../training';
import { METHOD_RUN_FORMAT, type MethodRun } from './methodRun';
import { METHOD_VERSION } from './methodVersion';
import { anyConfig, type MethodSpec, runHash } from './runSpec';

export interface TrainMethodOptions extends ExecutionOptions {
  spec: MethodSpec;
  teacher: Teacher;
  dataset: Dataset;
  /**
   * Of all images; those of whole images do not serve a set whose images are cut. Without them they are computed, and those of
   * training kept in `cache` where memory is too small.
   */
  features?: { train: FeatureSet; test: FeatureSet };
  cache?: FeatureCache;
  /** A locked folder for checkpoints: where there are some, the run goes on from the last. */
  folder?: { out: string; lock: FolderLock; checkpointEvery?: number };
  progress?: ProgressReporter;
  signal?: AbortSignal;
}

/** A run with its weights for test time: a part of what only training needs would be taken for a damaged state. */
export interface TrainedMethod {
  run: MethodRun;
  weights: StoredState;
  record: RunRecord;
  history: History;
}

/**
 * Trains a run and measures it on all test images. Interrupted and continued it gives the same numbers.
 *
 * @throws {OptionError} the specification names something unknown. @throws {DataError} a metric cannot be had.
 * @throws {CancelledError} the signal fired; with a folder, a checkpoint is in it.
 */
export async function trainMethod(options: TrainMethodOptions): Promise<TrainedMethod> {
  const { spec, features: given, folder, ...shared } = options;
  const { teacher, dataset, engine, provider, signal } = shared;
  const features = dataset.shown === undefined ? given : undefined;
  const config = anyConfig(spec);
  const method = methodOf(config.method);
  const progress = options.progress ?? progressReporter();
  const started = performance.now();
  const continued = folder ? { ...folder, resume: true } : {};
  const trained = await train({ ...shared, ...continued, config, features: features?.train, progress });
  const training = (performance.now() - started) / 1000;
  const { model, record, history } = trained;
  const detector = createDetector({ architecture: record.architecture, config, teacher, model, engine, provider });
  try {
    const evaluation = { detector, dataset, evaluation: config.evaluation, features: features?.test, progress, signal };
    const { categories, mean, protocol, scores } = requireWhole(await evaluate(evaluation));
    const byId = new Map(scores.map(({ id, score }) => [id, score]));
    const tested = dataset.samples.filter(({ split }) => split === 'test');
    const losses = method.phases.flatMap((phase) => phase.losses);
    const run: MethodRun = {
      ...{ format: METHOD_RUN_FORMAT, hash: runHash(spec, dataset), method: METHOD_VERSION },
      ...{ variant: rowOf(config).title, seed: config.seed, preset: spec.preset ?? 'notebook', config },
      teacher: { name: teacher.name, sha256: teacher.sha256 },
      dataset: {
        ...{ name: dataset.name, categories: dataset.categories },
        ...{ trainImages: record.dataset.trainImages, testImages: tested.length },
      },
      environment: record.environment,
      seconds: { training, measuring: (performance.now() - started) / 1000 - training },
      losses: Object.fromEntries(losses.map((name) => [name, history.flatMap((step) => step[name] ?? [])])),
      categories: categories.map(({ name, testImages, metrics }) => ({ name, testImages, metrics })),
      ...{ mean, protocol, scores: tested.map(({ id }) => present(byId.get(id), `score of ${id}`)) },
    };
    const used = filterMap(model, method.usedAtTestTime);
    return { run, weights: await storeState(used), record, history };
  } finally {
    detector.dispose();
    disposeModel(model);
  }
}
