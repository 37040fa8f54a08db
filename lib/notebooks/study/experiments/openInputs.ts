/** Teacher, data set and features that runs are made with. */
import { join } from 'node:path';
import { prepareBackend } from 'borad/backend';
import { type ProgressReporter, progressReporter } from 'borad/base';
import type { Dataset } from 'borad/datasets';
import { type ExecutionOptions, executionFromEnvironment } from 'borad/engine';
import type { FeatureSet } from 'borad/features';
import { loadTeacher, type Teacher } from 'borad/teachers';
import { cachedFeatures } from './cachedFeatures';
import { type AnySpec, anyConfig, openSpecData, runHash } from './runSpec';
import { projectStore, type RunStore } from './runStore';

/** What a run is trained with; the same for all runs of a comparison. */
export interface ExperimentInputs {
  teacher: Teacher;
  dataset: Dataset;
  features: { train: FeatureSet; test: FeatureSet };
}

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

let latest: { key: string; inputs: ExperimentInputs } | undefined;

/** Opens teacher and data set of a specification and computes the features of all images. The latest are kept in memory. */
export async function openInputs(spec: AnySpec, options: GetRunOptions = {}): Promise<ExperimentInputs> {
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

/** Engine and provider of a run that is made. */
export function executionFor({ engine, provider }: GetRunOptions): ExecutionOptions {
  const given = executionFromEnvironment();
  return { engine: engine ?? given.engine, provider: provider ?? given.provider };
}

/** The name of a run, from the data set that is open already if there is one. */
export function hashWith(spec: AnySpec, { inputs, dataset }: GetRunOptions): string {
  return runHash(spec, inputs?.dataset ?? dataset);
}

/** Teacher and data set of a specification, without features; those of the latest inputs where they fit. */
export async function openTeacherAndData(spec: AnySpec): Promise<Pick<ExperimentInputs, 'teacher' | 'dataset'>> {
  await prepareBackend();
  const config = anyConfig(spec);
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
