/** Trains one run of any method and measures it at its end. */
import { progressReporter } from 'borad/base';
import { createDetector } from 'borad/detection';
import { evaluate, requireWhole } from 'borad/evaluation';
import { filterMap } from 'borad/layers';
import { disposeModel, methodOf } from 'borad/methods';
import { storeState, train } from 'borad/training';
import { METHOD_RUN_FORMAT, type MethodRun } from './methodRun';
import { METHOD_VERSION } from './methodVersion';
import { anyConfig, type MethodSpec, runHash } from './runSpec';
import type { TrainExperimentOptions, TrainedExperiment } from './trainExperiment';

export interface TrainMethodOptions extends Omit<TrainExperimentOptions, 'spec'> {
  spec: MethodSpec;
}

/** A run with its weights for test time: a part of what only training needs would be taken for a damaged state. */
export interface TrainedMethod extends Pick<TrainedExperiment, 'weights' | 'record' | 'history'> {
  run: MethodRun;
}

/**
 * Trains a run and measures it on all test images.
 *
 * @throws {OptionError} the specification names something unknown. @throws {DataError} a metric cannot be had.
 * @throws {CancelledError} the signal fired.
 */
export async function trainMethod(options: TrainMethodOptions): Promise<TrainedMethod> {
  const { spec, teacher, dataset, features } = options;
  const config = anyConfig(spec);
  const method = methodOf(config.method);
  const progress = options.progress ?? progressReporter();
  const { signal } = options;
  const { engine, provider } = options;
  const started = performance.now();
  const trained = await train({
    config,
    teacher,
    dataset,
    features: features.train,
    progress,
    signal,
    engine,
    provider,
  });
  const training = (performance.now() - started) / 1000;
  const { model, record, history } = trained;
  const detector = createDetector({ architecture: record.architecture, config, teacher, model, engine, provider });
  try {
    const evaluation = { detector, dataset, evaluation: config.evaluation, features: features.test, progress, signal };
    const { categories, mean, protocol, scores } = requireWhole(await evaluate(evaluation));
    const byId = new Map(scores.map(({ id, score }) => [id, score]));
    const losses = method.phases.flatMap((phase) => phase.losses);
    const run: MethodRun = {
      ...{ format: METHOD_RUN_FORMAT, hash: runHash(spec, dataset), method: METHOD_VERSION },
      ...{ variant: method.title, seed: config.seed, preset: spec.preset ?? 'notebook', config },
      teacher: { name: teacher.name, sha256: teacher.sha256 },
      dataset: {
        ...{ name: dataset.name, categories: dataset.categories },
        ...{ trainImages: features.train.samples.length, testImages: features.test.samples.length },
      },
      environment: record.environment,
      seconds: { training, measuring: (performance.now() - started) / 1000 - training },
      losses: Object.fromEntries(
        losses.map((name) => [name, history.filter((step) => name in step).map((step) => step[name])]),
      ),
      categories: categories.map(({ name, testImages, metrics }) => ({ name, testImages, metrics })),
      ...{ mean, protocol, scores: features.test.samples.map(({ id }) => byId.get(id)!) },
    };
    const used = filterMap(model, method.usedAtTestTime);
    return { run, weights: await storeState(used), record, history };
  } finally {
    detector.dispose();
    disposeModel(model);
  }
}
