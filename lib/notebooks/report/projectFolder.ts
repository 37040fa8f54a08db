import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError, environment } from 'borad/base';

/**
 * The nearest folder with a package.json at or above the working directory (a kernel works in the notebook's folder), else
 * the working directory.
 */
export function projectFolder(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) return process.cwd();
  }
}

/** Where notebooks look for image sets: the folder named by the environment variable BORAD_DATA, else the project's `data/`. */
export function dataFolder(): string {
  return environment().BORAD_DATA ?? join(projectFolder(), 'data');
}

/** Where the project keeps runs that can be made again: its `runs/`. */
export function runsFolder(): string {
  return join(projectFolder(), 'runs');
}

/**
 * Where the collection keeps the results of its recorded runs: the project's `data/results/`.
 *
 * @throws {DataError} the project has none, since it is another than the collection: nothing would be found there, and every run
 *   would be trained again.
 */
export function resultsFolder(): string {
  const folder = join(projectFolder(), 'data', 'results');
  if (existsSync(folder)) return folder;
  throw new DataError(
    `There are no recorded runs in ${folder}. Work in a folder of the collection, or name your own folders: { store: { results, scratch } }.`,
    { file: folder },
  );
}
