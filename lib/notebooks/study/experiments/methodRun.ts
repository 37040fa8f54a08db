/** Where the store keeps the results of runs of methods other than BoRAD. */
import { join } from 'node:path';
import { loadResults, type MethodRun, resultsIn, saveResults } from 'borad/recording';
import type { RunStore } from './runStore';

const folderOf = (store: RunStore): string => store.methods ?? join(store.results, 'methods');

/** The file with the results of a run. */
export function methodRunFile(store: RunStore, hash: string): string {
  return resultsIn(folderOf(store), hash);
}

/** Writes the results of a run, atomically, and gives them as they will be read. */
export function saveMethodRun(store: RunStore, run: MethodRun): MethodRun {
  return saveResults(folderOf(store), run);
}

/** The results of a run; undefined where there are none. Throws as `loadResults`. */
export function loadMethodRun(store: RunStore, hash: string): MethodRun | undefined {
  return loadResults<MethodRun>(methodRunFile(store, hash), hash);
}
