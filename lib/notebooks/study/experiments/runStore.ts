/**
 * Where runs are kept: results in `data/results/runs` and a few models for test time in `data/results/models` (committed),
 * weights and features in `runs/experiments` (ignored).
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadResults, resultsIn, writeCompactJson } from 'borad/recording';
import { resultsFolder, runsFolder } from '../../report';
import { EXPERIMENT_FORMAT, type ExperimentRun } from '../measures';

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
  return resultsIn(store.results, hash);
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

/** Writes the results of a run, atomically, and gives them as they will be read. */
export function saveRun(store: RunStore, run: ExperimentRun): ExperimentRun {
  return writeCompactJson(resultFile(store, run.hash), run);
}

/** The results of a run; undefined where there are none. Throws as `loadResults`. */
export function loadStoredRun(store: RunStore, hash: string): ExperimentRun | undefined {
  return loadResults<ExperimentRun>(resultFile(store, hash), hash, EXPERIMENT_FORMAT);
}
