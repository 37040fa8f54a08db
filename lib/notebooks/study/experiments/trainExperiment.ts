/** Trains one run and measures it on the way and at the end. */
import { createRng, DataError, type ProgressReporter, present, progressReporter } from 'borad/base';
import type { Dataset } from 'borad/datasets';
import { createDetector, type Detector } from 'borad/detection';
import type { ExecutionOptions } from 'borad/engine';
import { type CategoryDetections, type Evaluation, evaluate, requireWhole } from 'borad/evaluation';
import { type FeatureSet, selectFeatures } from 'borad/features';
import { disposeModel } from 'borad/methods';
import { type Architecture, architectureFor, type BoradConfig, drawMasks } from 'borad/methods/borad';
import { METHOD_VERSION, type RunSpec, runHash, specConfig } from 'borad/recording';
import type { Teacher } from 'borad/teachers';
import { type History, type RunRecord, type StoredState, stateFromStored, train } from 'borad/training';
import {
  type BranchProbe,
  type CategoryCurves,
  type Checkpoint,
  createBranchProbe,
  createStudentProbe,
  EXPERIMENT_FORMAT,
  type ExperimentRun,
  featureVariation,
  finalDiagnostics,
  firstOfCategories,
  pooled,
  prototypeState,
  shiftGeometry,
  thinnedCurves,
  varianceTrace,
} from '../measures';

/** Shares of the run after which it is measured. */
const CHECKPOINT_SHARES = [0, 1 / 16, 1 / 4, 1 / 2, 3 / 4, 1];

/** A run of more steps than its shares resolve is measured every so many steps. */
const LONG_RUN = 2000;
const LONG_INTERVAL = 200;

/** Normal training images per category for variance and lengths. */
const VARIANCE_IMAGES = 8;

/** Test images of Figure 5. */
const VARIATION_IMAGES = 100;

/** Seed of what every run is measured with: sample of images, masks, bootstrap. */
const MEASURING_SEED = 5;

/** Finished steps at which a run of that length is measured; the first is 0, the last the length. */
export function checkpointSteps(steps: number): number[] {
  if (steps < LONG_RUN) return [...new Set(CHECKPOINT_SHARES.map((share) => Math.round(share * steps)))];
  const regular = Array.from({ length: Math.ceil(steps / LONG_INTERVAL) }, (_, i) => i * LONG_INTERVAL);
  return [...regular, steps];
}

export interface TrainExperimentOptions extends ExecutionOptions {
  spec: RunSpec;
  teacher: Teacher;
  dataset: Dataset;
  features: { train: FeatureSet; test: FeatureSet };
  progress?: ProgressReporter;
  signal?: AbortSignal;
}

/** A run with its weights. */
export interface TrainedExperiment {
  run: ExperimentRun;
  weights: StoredState;
  record: RunRecord;
  history: History;
}

/** The fixed images and masks that all runs of a data set are measured with. */
function measuringSets(features: TrainExperimentOptions['features'], config: BoradConfig) {
  const rng = createRng(MEASURING_SEED);
  const { test } = features;
  const order = rng.split('images').permutation(test.samples.length);
  const chosen = new Set(Array.from(order.slice(0, VARIATION_IMAGES), (i) => test.samples[i].id));
  const random = selectFeatures(test, ({ id }) => chosen.has(id));
  const masking = { enabled: true, probability: 1, ratio: config.masking.ratio };
  return {
    normal: firstOfCategories(features.train, VARIANCE_IMAGES),
    random,
    masks: drawMasks(rng.split('masks'), test.shapes, random.samples.length, masking),
  };
}

/** Throws {DataError} unless all seven metrics of every category can be had: before training, not after. */
function requireMeasurable(dataset: Dataset, { samples }: FeatureSet): void {
  for (const category of dataset.categories) {
    const own = samples.filter((sample) => sample.category === category);
    const normal = own.filter(({ defect }) => defect === 'good').length;
    const unmasked = own.filter(({ defect, unmasked }) => defect !== 'good' && unmasked).length;
    if (normal === 0 || normal === own.length || unmasked > 0)
      throw new DataError(
        `${dataset.name}: category ${category} has ${normal} normal and ${own.length - normal} defective test images, ` +
          `${unmasked} of these without a mask; an experiment needs both kinds, and all masks.`,
      );
  }
}

async function evaluated(
  state: StoredState,
  options: TrainExperimentOptions,
  config: BoradConfig,
  architecture: Architecture,
  onCategory?: (result: CategoryDetections) => void,
): Promise<Evaluation> {
  const { teacher, dataset, features, signal, engine, provider } = options;
  const model = stateFromStored(state);
  let detector: Detector | undefined;
  try {
    detector = createDetector({ architecture, config, teacher, model, engine, provider });
    return requireWhole(
      await evaluate({
        detector,
        dataset,
        evaluation: config.evaluation,
        features: features.test,
        progress: progressReporter('silent'),
        signal,
        onCategory,
      }),
    );
  } finally {
    detector?.dispose();
    disposeModel(model);
  }
}

async function representations(
  probe: BranchProbe,
  state: StoredState,
  sets: ReturnType<typeof measuringSets>,
  matrices: boolean,
): Promise<Pick<Checkpoint, 'prototypes' | 'variance' | 'shift' | 'features'>> {
  const bank = state['heads.bank'];
  const normal = await probe.run(state, sets.normal);
  const clean = await probe.run(state, sets.random);
  const masked = await probe.run(state, sets.random, sets.masks);
  const labels = sets.normal.samples.map(({ category }) => category);
  return {
    prototypes: prototypeState(bank, matrices),
    variance: varianceTrace(normal.projected, normal.fused, bank, labels),
    shift: shiftGeometry(pooled(normal.fused), bank),
    features: featureVariation(clean, masked, createRng(MEASURING_SEED).split('bootstrap')),
  };
}

async function diagnosed(
  state: StoredState,
  { features, dataset }: TrainExperimentOptions,
  architecture: Architecture,
): Promise<ExperimentRun['diagnostics']> {
  const probe = await createStudentProbe(state, features.train.shapes, architecture);
  try {
    const defective = selectFeatures(features.test, ({ defect }) => defect !== 'good');
    const { maps } = await probe.run(state, defective);
    const { fused } = await probe.run(state, features.train);
    const labels = features.train.samples.map(({ category }) => category);
    return finalDiagnostics(defective, maps, fused, labels, dataset.categories);
  } finally {
    probe.dispose();
  }
}

const lossCurves = (history: History, { loss }: BoradConfig): ExperimentRun['losses'] => ({
  total: history.map(({ total }) => total),
  reconstruction: history.map(({ reconstruction }) => reconstruction),
  spatial: loss.spatial ? history.map(({ spatial }) => spatial) : [],
  global: loss.global ? history.map(({ global }) => global) : [],
});

/**
 * Trains and measures a run on given features.
 *
 * @throws {DataError} a category lacks normal or defective test images, or a mask. @throws {CancelledError} the signal fired.
 */
export async function trainExperiment(options: TrainExperimentOptions): Promise<TrainedExperiment> {
  const { spec, teacher, dataset, features, progress, signal, engine, provider, graphCache } = options;
  requireMeasurable(dataset, features.test);
  const config = specConfig(spec);
  const { steps } = config.training;
  const architecture = architectureFor(teacher, config.data.imageSize, {
    widths: config.model.widths,
    prototypes: config.model.prototypes,
  });
  const sets = measuringSets(features, config);
  const checkpoints: Checkpoint[] = [];
  const curves: CategoryCurves[] = [];
  let probe: BranchProbe | undefined;
  let final: Evaluation | undefined;
  let weights: StoredState = {};
  let diagnostics: ExperimentRun['diagnostics'] | undefined;
  let measuring = 0;
  const started = performance.now();
  try {
    const trained = await train({
      engine,
      provider,
      graphCache,
      config,
      teacher,
      dataset,
      features: features.train,
      progress,
      signal,
      checkpoints: checkpointSteps(steps),
      async onCheckpoint(step, state) {
        const from = performance.now();
        const last = step === steps;
        probe ??= await createBranchProbe(state, features.train.shapes, config);
        const measured = await representations(probe, state, sets, step === 0 || last);
        const onCategory = last ? (result: CategoryDetections) => curves.push(thinnedCurves(result)) : undefined;
        const evaluation = await evaluated(state, options, config, architecture, onCategory);
        checkpoints.push({ step, detection: evaluation.mean, ...measured });
        if (last) {
          final = evaluation;
          weights = state;
          diagnostics = await diagnosed(state, options, architecture);
        }
        measuring += performance.now() - from;
      },
    });
    disposeModel(trained.model);
    const { record, history } = trained;
    const { categories, mean, protocol, scores } = present(final, 'evaluation at the last step');
    const byId = new Map(scores.map(({ id, score }) => [id, score]));
    const total = performance.now() - started;
    const run: ExperimentRun = {
      format: EXPERIMENT_FORMAT,
      hash: runHash(spec, dataset),
      method: METHOD_VERSION,
      variant: spec.variant,
      seed: config.seed,
      preset: spec.preset ?? 'notebook',
      config,
      teacher: { name: teacher.name, sha256: teacher.sha256 },
      dataset: {
        name: dataset.name,
        categories: dataset.categories,
        trainImages: features.train.samples.length,
        testImages: features.test.samples.length,
      },
      environment: record.environment,
      seconds: { training: (total - measuring) / 1000, measuring: measuring / 1000 },
      losses: lossCurves(history, config),
      checkpoints,
      categories,
      mean,
      protocol,
      scores: features.test.samples.map(({ id }) => present(byId.get(id), `score of ${id}`)),
      curves,
      diagnostics: present(diagnostics, 'diagnostics of the last step'),
    };
    return { run, weights, record, history };
  } finally {
    probe?.dispose();
  }
}
