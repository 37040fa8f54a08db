/** Training of a run: the folder is locked, features are made once, then come the steps. */
import { resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {
  DataError,
  type FolderLock,
  lockFolder,
  OptionError,
  type ProgressReporter,
  present,
  progressReporter,
  VERSION,
} from '../base';
import { withSteps } from '../config';
import { type Dataset, type Sample, tiledSamples } from '../datasets';
import { type ExecutionOptions, executionOf } from '../engine';
import type { FeatureCache, FeaturePlan, FeatureSet } from '../features';
import type { TensorMap } from '../layers';
import { disposeModel, methodOf, type RunConfig, withoutMoments } from '../methods';
import type { Teacher } from '../teachers';
import { fitState } from './fitState';
import { phaseStepper } from './phaseStepper';
import { trainedSteps } from './phases';
import { type Resumed, resumeRun } from './resumeRun';
import { environmentFrom, environmentOf, environmentText, type RunEnvironment } from './runEnvironment';
import { type History, removeLeftovers, saveCheckpoint } from './runFolder';
import { isRun, RUN_FORMAT, type RunRecord, saveRecord } from './runRecord';
import { lossText, runSteps } from './runSteps';
import { openSources, planSources, type Sources } from './sources';
import { startingState } from './startingState';
import { type LossValues, type StoredState, stateFromStored, storeState } from './stepper';
import { checkImages, imageContent, saveImages } from './trainingImages';
import { trainingSamples } from './trainingSamples';
import { withRange } from './withRange';

export interface TrainOptions extends ExecutionOptions {
  config: RunConfig;
  teacher: Teacher;
  dataset: Dataset;
  /** Features of the training images, where they are known already; else they are computed. */
  features?: FeatureSet;
  /**
   * Where features are kept that memory should not hold (above 1 GiB), or all with `always`. Without it, or where its limit
   * is too small, the teacher runs at every step.
   */
  cache?: FeatureCache & { always?: boolean };
  /** Folder for record, checkpoints and history; without it nothing is written. */
  out?: string;
  /** The lock of `out`, where the caller has it already; else it is taken here, and released at the end. */
  lock?: FolderLock;
  /** Steps between checkpoints, at least 1. Default 100. */
  checkpointEvery?: number;
  /**
   * Continue from the checkpoint in `out`, if there is one; a finished run is only loaded, unless the configuration has more
   * steps. Default false.
   */
  resume?: boolean;
  progress?: ProgressReporter;
  /** Called with what a user should know about a run that is continued. */
  onNote?: (note: string) => void;
  /** Stops after the step under way; with `out`, a checkpoint is written first. */
  signal?: AbortSignal;
  /** Called after every step. */
  onStep?: (step: number, losses: LossValues) => void;
  /** Numbers of finished steps at which `onCheckpoint` is called; 0 is the fresh model. Steps before a resumed one are skipped. */
  checkpoints?: readonly number[];
  /** Sees the state, as a copy, and is awaited; what it does leaves the training as it is. */
  onCheckpoint?: (step: number, state: StoredState) => Promise<void>;
}

export interface TrainedModel {
  record: RunRecord;
  /** The state without the optimiser's moments, by name; the caller owns the tensors. */
  model: TensorMap;
  history: History;
  /** Training speed over all steps, teacher not counted. */
  imagesPerSecond: number;
  seconds: number;
}

/** What a new run's record says before its first step. */
function newRecord(options: TrainOptions, images: number, plan: FeaturePlan): RunRecord {
  const { config, teacher, dataset, features } = options;
  const { file } = config.teacher;
  return {
    format: RUN_FORMAT,
    borad: VERSION,
    // By its whole path: the run is used from other folders.
    config: { ...config, teacher: { ...config.teacher, file: file && resolve(file) } },
    architecture: methodOf(config.method).architecture(teacher, config, dataset.categories),
    teacher: { name: teacher.name, sha256: teacher.sha256, licence: teacher.licence },
    dataset: { name: dataset.name, categories: dataset.categories, trainImages: images },
    environment: environmentOf(tf.getBackend(), executionOf(options)),
    ...(!features && plan.type !== 'float32' ? { featureType: plan.type } : {}),
  };
}

/** The run in the folder if it is to be continued, or the beginning of a new one. */
function startOf({ out, resume }: TrainOptions, record: RunRecord): Resumed {
  if (out && isRun(out)) {
    if (resume) return resumeRun(out, record);
    throw new DataError(`${out} already holds a run. Continue it with --resume, or name another folder.`, {
      file: out,
    });
  }
  // A process that was killed while it wrote its first record.
  if (out) removeLeftovers(out);
  return { record, step: 0, history: [], changed: true, notes: [] };
}

/** Makes sure that a run continues on its own images, and records those of a new one. */
async function settleFolder(
  start: Resumed,
  samples: readonly Sample[],
  options: TrainOptions & { out: string; progress: ProgressReporter },
): Promise<void> {
  const { out, dataset, progress, signal, onNote } = options;
  const { steps } = start.record.config.training;
  const known = start.record.dataset.sha256;
  // A finished run is compared too: its colour scale may still have to be measured, on its own images.
  const content = known || start.step < steps ? await imageContent(dataset, samples, progress, signal) : undefined;
  if (known) checkImages(out, known, content);
  if (content && !known) {
    if (start.step > 0)
      onNote?.(
        `${out} was started by an earlier version, which did not record the content of its images: there is no way to see whether they are the same. From now on it is recorded.`,
      );
    start.record = { ...start.record, dataset: { ...start.record.dataset, sha256: content.sha256 } };
    start.changed = true;
    saveImages(out, content);
  }
  for (const note of start.notes) onNote?.(note);
}

/**
 * Trains one model on the normal training images of all categories.
 *
 * @returns The model and its history; the caller owns the model's tensors.
 * @throws {OptionError} there is no such engine or provider.
 * @throws {DataError} there is nothing to train on, 16-bit images have no one range, `out` holds another run or is in use by another process.
 * @throws {NumericError} a loss, a gradient or a value of the state is not finite; the last checkpoint is as it was.
 * @throws {CancelledError} the signal fired; with `out`, the state is on disk.
 *
 * @example
 * ```ts
 * const config = borad.resolveConfig(borad.presetOverrides('quick'), {
 *   data: { imageSize: 128 },
 *   training: { steps: 2 },
 * });
 * const teacher = borad.loadTeacher(config.teacher.name, config.teacher);
 * const dataset = borad.openDataset('data/parts', config.data);
 * const { model, record, history } = await borad.train({ config, teacher, dataset, out: 'runs/parts' });
 * console.log(record.dataset.categories.join(), history.length); // bottle,screw 2
 * borad.disposeModel(model);
 * ```
 */
export async function train(given: TrainOptions): Promise<TrainedModel> {
  const every = given.checkpointEvery ?? 100;
  if (!Number.isSafeInteger(every) || every < 1) {
    throw new OptionError(
      `Steps between checkpoints (--checkpoint-every): expected a whole number of at least 1, got ${every}.`,
    );
  }
  const samples = trainingSamples(given.dataset, given.config);
  if (samples.length === 0)
    throw new DataError(`${given.dataset.name} has no training images; expected train/good under a category.`);
  const config = await withRange(given.config, given.dataset);
  const images = await tiledSamples(given.dataset, samples);
  const options = { ...given, config: withSteps(config, images.length) };
  const lock = given.lock ?? (given.out ? lockFolder(given.out) : undefined);
  try {
    return await trainLocked(options, { samples, images }, lock && { lock, every });
  } finally {
    if (!given.lock) lock?.release();
  }
}

/** Writes the record of a run that is new or has changed. */
function settleRecord({ out }: TrainOptions, start: Resumed): void {
  if (out && start.changed) saveRecord(out, start.record);
}

/** Writes down by what the steps run, and says so where a run goes on by something else. */
function settleEnvironment(start: Resumed, now: RunEnvironment, { onNote }: TrainOptions): void {
  const { record, step } = start;
  const environment = environmentFrom(record.environment, now, step);
  if (environment === record.environment) return;
  start.record = { ...record, environment };
  start.changed = true;
  if (step > 0) onNote?.(`From step ${step} on the run is computed ${environmentText(now)}; run.json says so.`);
}

/** A training that is one fit, without steps. */
async function storeFit(options: TrainOptions, start: Resumed, state: TensorMap, lock?: FolderLock) {
  settleRecord(options, start);
  const stored = await storeState(state);
  disposeModel(state);
  if (options.out) {
    lock?.check();
    start.record = saveCheckpoint(options.out, start.record, stored, 0, []);
  }
  return stored;
}

/** Fit and steps on the features of a run that is not finished: the state at the end. */
async function trainOn(
  { features, copies }: Sources,
  options: TrainOptions,
  start: Resumed,
  report: ProgressReporter,
  locked?: { lock: FolderLock; every: number },
): Promise<StoredState> {
  const { config, out, signal, engine, provider, graphCache } = options;
  const { step, history, weights } = start;
  const { architecture } = start.record;
  const method = methodOf(config.method);
  const state = weights
    ? stateFromStored(weights)
    : await fitState(method, startingState(config, architecture), features, {
        config,
        architecture,
        report,
        signal,
        engine,
        provider,
      });
  const steps = trainedSteps(method, config);
  if (steps === 0) return storeFit(options, start, state, locked?.lock);
  const progress = report('training', steps);
  const stepper = await phaseStepper(state, {
    ...{ method, architecture, config, engine, provider, graphCache },
    shapes: features.shapes,
    from: step,
  });
  settleEnvironment(start, environmentOf(tf.getBackend(), stepper), options);
  try {
    settleRecord(options, start);
    const run = out && locked ? { folder: out, record: start.record, ...locked } : undefined;
    const { lossWeights } = method;
    const written = await runSteps(stepper, features, {
      ...options,
      ...{ copies, lossWeights, from: step, history, progress, run },
    });
    start.record = written ?? start.record;
    const last = history.at(-1);
    const losses = last ? `: ${lossText(last)}` : '';
    progress.finish(`trained ${steps} steps of ${config.training.batchSize} images${losses}`);
    return await stepper.read();
  } catch (error) {
    progress.finish();
    throw error;
  } finally {
    stepper.dispose();
  }
}

async function trainLocked(
  options: TrainOptions,
  { samples, images }: { samples: Sample[]; images: Sample[] },
  locked?: { lock: FolderLock; every: number },
): Promise<TrainedModel> {
  const { config, out } = options;
  const report = options.progress ?? progressReporter();
  const plan = planSources(options, images.length);
  const start = startOf(options, newRecord(options, samples.length, plan));
  if (out) await settleFolder(start, samples, { ...options, out, progress: report });
  const { step, history, weights } = start;
  const { batchSize } = config.training;
  const steps = trainedSteps(methodOf(config.method), config);
  const finished = weights !== undefined && step >= steps;
  const sources = finished ? undefined : await openSources(options, images, start.record.architecture, plan, report);
  const started = performance.now();
  let stored: StoredState;
  try {
    if (!sources) settleRecord(options, start);
    stored = sources ? await trainOn(sources, options, start, report, locked) : present(weights, 'weights');
  } finally {
    sources?.close();
  }
  const seconds = (performance.now() - started) / 1000;
  return {
    record: start.record,
    model: stateFromStored(withoutMoments(stored)),
    history,
    imagesPerSecond: ((steps - step) * batchSize) / seconds,
    seconds,
  };
}
