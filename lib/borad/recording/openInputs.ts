/** Teacher, data set and features of all images that a run is trained and measured with. */
import { prepareBackend } from '../backend';
import { type ProgressReporter, progressReporter } from '../base';
import type { Dataset } from '../datasets';
import type { FeatureSet } from '../features';
import { loadTeacher, type Teacher } from '../teachers';
import { cachedFeatures } from './cachedFeatures';
import { type AnySpec, anyConfig, datasetIdentity, openSpecData } from './runSpec';

/** What a run is trained with; the same for all runs of a comparison. */
export interface RunInputs {
  teacher: Teacher;
  dataset: Dataset;
  features: { train: FeatureSet; test: FeatureSet };
}

export interface OpenInputsOptions {
  /** Folder of the features, which are computed once for all that read it. */
  folder: string;
  /** The data set where it is open already. */
  dataset?: Dataset;
  progress?: ProgressReporter;
  signal?: AbortSignal;
}

let latest: { key: string; folder: string; inputs: RunInputs } | undefined;

/** All that names images and teacher: sets of other seeds have equal names and sizes, and a folder may hold other files by now. */
function inputsKey(spec: AnySpec, dataset: Dataset): string {
  const { data, teacher } = anyConfig(spec);
  return JSON.stringify([spec.data ?? 'procedural', data, teacher, datasetIdentity(dataset)]);
}

/**
 * Opens teacher and data set of a specification and gets the features of all images. The latest are kept in memory.
 *
 * @throws {DataError} the data cannot be opened or read. @throws {CancelledError} the signal fired.
 */
export async function openRunInputs(spec: AnySpec, options: OpenInputsOptions): Promise<RunInputs> {
  const config = anyConfig(spec);
  const { folder, progress = progressReporter(), signal } = options;
  const dataset = options.dataset ?? openSpecData(spec);
  const key = inputsKey(spec, dataset);
  if (latest?.key === key && latest.folder === folder) return latest.inputs;
  await prepareBackend();
  const teacher = loadTeacher(config.teacher.name, config.teacher);
  const shared = { teacher, dataset, folder, progress, signal };
  const train = await cachedFeatures({ ...shared, split: 'train' });
  const test = await cachedFeatures({ ...shared, split: 'test' });
  latest = { key, folder, inputs: { teacher, dataset, features: { train, test } } };
  return latest.inputs;
}

/**
 * Teacher and data set of a specification, without features; those of the latest inputs where they fit.
 *
 * @param opened The data set, where it is open already.
 */
export async function openTeacherAndData(
  spec: AnySpec,
  opened?: Dataset,
): Promise<Pick<RunInputs, 'teacher' | 'dataset'>> {
  await prepareBackend();
  const config = anyConfig(spec);
  const dataset = opened ?? openSpecData(spec);
  if (latest?.key === inputsKey(spec, dataset))
    return { teacher: latest.inputs.teacher, dataset: latest.inputs.dataset };
  return { dataset, teacher: loadTeacher(config.teacher.name, config.teacher) };
}
