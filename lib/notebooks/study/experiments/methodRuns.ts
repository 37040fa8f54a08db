/** Runs of any method from the store, or trained and measured where they are not there yet. */
import { progressReporter, withFileLock } from 'borad/base';
import { createDetector } from 'borad/detection';
import { evaluate, requireWhole } from 'borad/evaluation';
import { disposeModel, methodOf } from 'borad/methods';
import { train } from 'borad/training';
import { type GetRunOptions, hashWith, openInputs } from './getRun';
import { loadMethodRun, METHOD_RUN_FORMAT, type MethodRun, methodRunFile, saveMethodRun } from './methodRun';
import { METHOD_VERSION } from './methodVersion';
import { anyConfig, type MethodSpec, runHash } from './runSpec';
import { projectStore } from './runStore';

/** The results of a run that is in the store; undefined where it is not. Nothing is trained. */
export function findMethodRun(spec: MethodSpec, options: GetRunOptions = {}): MethodRun | undefined {
  return loadMethodRun(options.store ?? projectStore(), hashWith(spec, options));
}

/** Trains a run and measures it on all test images; weights are not kept. */
async function trainMethod(spec: MethodSpec, options: GetRunOptions): Promise<MethodRun> {
  const { teacher, dataset, features } = await openInputs(spec, options);
  const config = anyConfig(spec);
  const method = methodOf(config.method);
  const progress = options.progress ?? progressReporter();
  const { signal } = options;
  const started = performance.now();
  const trained = await train({ config, teacher, dataset, features: features.train, progress, signal });
  const training = (performance.now() - started) / 1000;
  const { model, record, history } = trained;
  const detector = createDetector({ architecture: record.architecture, config, teacher, model });
  try {
    const evaluation = { detector, dataset, evaluation: config.evaluation, features: features.test, progress, signal };
    const { categories, mean, protocol, scores } = requireWhole(await evaluate(evaluation));
    const byId = new Map(scores.map(({ id, score }) => [id, score]));
    const losses = method.phases.flatMap((phase) => phase.losses);
    return {
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
  } finally {
    detector.dispose();
    disposeModel(model);
  }
}

/**
 * The results of a run: from the store, or trained (with progress) and stored.
 *
 * @throws {OptionError} the specification names something unknown. @throws {DataError} the data cannot be used.
 * @throws {CancelledError} the signal fired; nothing was stored.
 */
export async function getMethodRun(spec: MethodSpec, options: GetRunOptions = {}): Promise<MethodRun> {
  const store = options.store ?? projectStore();
  const found = findMethodRun(spec, options);
  if (found) return found;
  const file = methodRunFile(store, hashWith(spec, options));
  return withFileLock(
    file,
    async () => findMethodRun(spec, options) ?? saveMethodRun(store, await trainMethod(spec, options)),
  );
}
