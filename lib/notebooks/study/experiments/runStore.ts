/**
 * Where runs are kept: results in `data/results/runs` and a few models for test time in `data/results/models` (committed),
 * weights and features in `runs/experiments` (ignored).
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError, readJson, writeFileAtomic } from 'borad/base';
import { resultsFolder, runsFolder } from '../../report';
import { EXPERIMENT_FORMAT, type ExperimentRun } from '../measures';
import { METHOD_VERSION } from './methodVersion';

export interface RunStore {
  /** Folder of the results, one JSON file per run. */
  results: string;
  /** Folder of what can be made again: weights, teacher features. */
  scratch: string;
  /** Folder of models that are kept for test time, without what only training needs. Default: none. */
  models?: string;
  /** Folder of the results of runs of methods other than BoRAD. Default: `methods` in `results`. */
  methods?: string;
}

/**
 * The project's store, whatever folder a notebook or a check writes its own outputs to.
 *
 * @throws {DataError} the project is another than the collection.
 */
export function projectStore(): RunStore {
  const results = resultsFolder();
  return {
    results: join(results, 'runs'),
    models: join(results, 'models'),
    methods: join(results, 'methods'),
    scratch: join(runsFolder(), 'experiments'),
  };
}

/** The file with the results of a run. */
export function resultFile(store: RunStore, hash: string): string {
  return join(store.results, `${hash}.json`);
}

/** The run folder that a training writes. */
export function trainingFolder(store: RunStore, hash: string): string {
  return join(store.scratch, hash);
}

/**
 * The run folder with the weights of a run, as `borad` commands read it: that of its training, else that of the models which
 * are kept. Where there is neither, that which a training would write.
 */
export function weightsFolder(store: RunStore, hash: string): string {
  const folders = [trainingFolder(store, hash), ...(store.models ? [join(store.models, hash)] : [])];
  return folders.find((folder) => existsSync(join(folder, 'run.json'))) ?? folders[0];
}

/** Whether the weights of a run are there. */
export function hasModel(store: RunStore, hash: string): boolean {
  return existsSync(join(weightsFolder(store, hash), 'run.json'));
}

/** Numbers rounded to 5 significant digits: what a table or a figure shows, and small files. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}

/** JSON in which a list or an object of numbers alone is one line. */
function compactJson(value: unknown): string {
  const close = (_: string, numbers: string) => numbers.replace(/\s+/g, '');
  const text = JSON.stringify(value, rounded, 1)
    .replace(/(\[\s+[-\d.e,\s]+?\])/g, close)
    .replace(/(\{\s+(?:"\w+": [-\d.e]+,?\s+)+\})/g, close);
  return `${text}\n`;
}

/** Writes rounded numbers, atomically, and gives them as they will be read. */
export function writeCompactJson<T>(file: string, value: T): T {
  const text = compactJson(value);
  writeFileAtomic(file, text);
  return JSON.parse(text) as T;
}

/** Writes the results of a run, atomically, and gives them as they will be read. */
export function saveRun(store: RunStore, run: ExperimentRun): ExperimentRun {
  return writeCompactJson(resultFile(store, run.hash), run);
}

/**
 * The results in a file, or undefined where it is not there.
 *
 * @param format Version of the form that they must have.
 * @throws {DataError} the file is not of this form or version, or carries another name than its run.
 */
export function loadResults<T extends Pick<ExperimentRun, 'format' | 'method' | 'hash'>>(
  file: string,
  hash: string,
  format: number,
): T | undefined {
  if (!existsSync(file)) return undefined;
  const run = readJson<T>(file);
  if (run.format === format && run.method === METHOD_VERSION && run.hash === hash) return run;
  throw new DataError(
    `${file}: found format ${run.format}, method version ${run.method}, run ${run.hash}; expected ${format}, ${METHOD_VERSION}, ${hash}. Delete the file and make it again by \`npm run experiments\`.`,
    { file },
  );
}

/** The results of a run; undefined where there are none. Throws as `loadResults`. */
export function loadStoredRun(store: RunStore, hash: string): ExperimentRun | undefined {
  return loadResults<ExperimentRun>(resultFile(store, hash), hash, EXPERIMENT_FORMAT);
}
