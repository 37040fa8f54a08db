import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environment } from 'borad/base';

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
