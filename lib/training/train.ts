/** The training loop: features once, then steps with their schedules, checkpoints, progress and a way to stop. */
import * as tf from '@tensorflow/tfjs';
import { createRng, DataError, type Progress, type ProgressReporter, progressReporter, VERSION } from '../base';
import { type RunConfig, withSteps } from '../config';
import type { Dataset } from '../datasets';
import { chosenEngine } from '../engine';
import {
  CancelledError,
  type FeatureCache,
  type FeatureSet,
  type FeatureSource,
  memorySource,
  openFeatures,
  planFeatures,
} from '../features';
import { type Architecture, architectureFor, type ModelState } from '../model';
import type { Teacher } from '../teachers';
import { chooseStepper } from './chooseStepper';
import { batchIndices, drawMasks } from './masks';
import {
  environmentOf,
  type History,
  hasWeights,
  isRun,
  loadRecord,
  loadRun,
  RUN_FORMAT,
  type RunRecord,
  removeLeftovers,
  saveRecord,
  saveWeights,
} from './runFolder';
import { biasCorrections, learningRateAt, momentumAt } from './schedules';
import { startingModel } from './startingModel';
import type { TrainState } from './step';
import { disposeState, type LossValues, type Stepper, type StoredState, stateFromStored, storeState } from './stepper';
import { trainingSamples } from './trainingSamples';

export interface TrainOptions {
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
  /** Steps between checkpoints. Default 100. */
  checkpointEvery?: number;
  /** Go on from the checkpoint in `out`, if there is one; a finished run is only loaded. Default false. */
  resume?: boolean;
  progress?: ProgressReporter;
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
  /** Weights for test time and, in `history`, what led to them; the caller owns the tensors. */
  model: ModelState;
  history: History;
  /** Training speed over all steps, teacher not counted. */
  imagesPerSecond: number;
  seconds: number;
}

function startingState(
  options: TrainOptions,
  record: RunRecord,
): { state: TrainState; step: number; history: History } {
  const { config, out, resume } = options;
  if (out && isRun(out)) {
    if (!resume)
      throw new DataError(`${out} already holds a run. Go on with it by --resume, or name another folder.`, {
        file: out,
      });
    const identity = ({ config: own, teacher, dataset, featureType }: RunRecord) =>
      JSON.stringify([own, teacher.sha256, dataset, featureType]);
    if (identity(loadRecord(out)) !== identity(record)) {
      throw new DataError(
        `${out} was trained with another configuration, teacher, data set or type of stored features; it can only be resumed with its own.`,
        { file: out },
      );
    }
    removeLeftovers(out);
    if (hasWeights(out)) {
      const { weights, step, history } = loadRun(out);
      return { state: stateFromStored(weights), step, history };
    }
  }
  return { state: startingModel(config, record.architecture), step: 0, history: [] };
}

function summary(losses: LossValues): string {
  return `loss ${losses.total.toFixed(4)} (reconstruction ${losses.reconstruction.toFixed(4)}, spatial ${losses.spatial.toFixed(4)}, global ${losses.global.toFixed(4)})`;
}

async function runSteps(
  stepper: Stepper,
  features: FeatureSource,
  options: TrainOptions,
  from: number,
  history: History,
  progress: Progress,
): Promise<void> {
  const { config, out, signal } = options;
  const { steps, batchSize, beta1, beta2 } = config.training;
  const rng = createRng(config.seed);
  const every = options.checkpointEvery ?? 100;
  const visit = async (finished: number) => {
    if (options.checkpoints?.includes(finished)) await options.onCheckpoint?.(finished, await stepper.read());
  };
  if (from === 0) await visit(0);
  for (let step = from; step < steps; step++) {
    const indices = batchIndices(rng.split('order'), features.samples.length, batchSize, step);
    const { first, second } = biasCorrections(step, beta1, beta2);
    const losses = await stepper.step({
      batch: batchSize,
      features: await features.gather(indices),
      masks: drawMasks(rng.split(`masks ${step}`), features.shapes, batchSize, config.masking),
      learningRate: learningRateAt(step, config.training),
      firstCorrection: first,
      secondCorrection: second,
      momentum: momentumAt(step, steps, config.momentum),
    });
    history.push(losses);
    options.onStep?.(step, losses);
    progress.update(step + 1, summary(losses));
    const stopped = signal?.aborted ?? false;
    if (out && (stopped || (step + 1) % every === 0 || step + 1 === steps))
      saveWeights(out, await stepper.read(), step + 1, history);
    await visit(step + 1);
    if (stopped && step + 1 < steps) {
      throw new CancelledError(
        `Stopped after step ${step + 1} of ${steps}.${out ? ` The same command with --resume goes on.` : ''}`,
      );
    }
    // Lets signals and timers in between steps that never wait.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Trains one model on the normal training images of all categories.
 *
 * @returns The model and its history; the caller owns the model's tensors.
 * @throws {DataError} there is nothing to train on, or `out` holds another run.
 * @throws {CancelledError} the signal fired; with `out`, the state is on disk.
 */
export async function train(given: TrainOptions): Promise<TrainedModel> {
  const { teacher, dataset, out } = given;
  const samples = trainingSamples(dataset, given.config);
  const config = withSteps(given.config, samples.length);
  const options = { ...given, config };
  const report = options.progress ?? progressReporter();
  if (samples.length === 0)
    throw new DataError(`${dataset.name} has no training images; expected train/good under a category.`);
  const architecture: Architecture = architectureFor(teacher, config.data.imageSize, {
    widths: config.model.widths,
    prototypes: config.model.prototypes,
  });
  const plan = planFeatures(teacher, config.data.imageSize, samples.length, options.cache);
  const record: RunRecord = {
    format: RUN_FORMAT,
    borad: VERSION,
    config,
    architecture,
    teacher: { name: teacher.name, sha256: teacher.sha256, licence: teacher.licence },
    dataset: { name: dataset.name, categories: dataset.categories, trainImages: samples.length },
    environment: environmentOf(tf.getBackend(), chosenEngine()),
  };
  if (!options.features && plan.type !== 'float32') record.featureType = plan.type;
  const { state, step, history } = startingState(options, record);
  const remaining = config.training.steps - step;
  const open = () => {
    if (options.features) return memorySource(options.features);
    const { batchSize } = config.training;
    return openFeatures({
      teacher,
      dataset,
      samples,
      plan,
      cache: options.cache,
      batchSize,
      report,
      signal: given.signal,
    });
  };
  const features = remaining > 0 ? await open() : undefined;
  const started = performance.now();
  const progress = report('training', config.training.steps);
  let stored: StoredState;
  if (features) {
    const stepper = await chooseStepper(state, features.shapes, { architecture, config });
    record.environment.engine = stepper.engine;
    try {
      if (out && step === 0) saveRecord(out, record);
      await runSteps(stepper, features, options, step, history, progress);
      stored = await stepper.read();
    } catch (error) {
      progress.finish();
      throw error;
    } finally {
      stepper.dispose();
      features.close();
    }
  } else {
    stored = await storeState(state);
    disposeState(state);
  }
  const seconds = (performance.now() - started) / 1000;
  const last = history[history.length - 1];
  progress.finish(`trained ${config.training.steps} steps of ${config.training.batchSize} images: ${summary(last)}`);
  const trained = stateFromStored(stored);
  const { parameters, statistics, momentumProjector, adam } = trained;
  disposeState({ parameters: {}, statistics: {}, momentumProjector: {}, adam });
  const images = remaining * config.training.batchSize;
  return {
    record,
    model: { parameters, statistics, momentumProjector },
    history,
    imagesPerSecond: images / seconds,
    seconds,
  };
}
