import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environment } from 'borad/base';

/**
 * Where figures and tables are written: the folder named by the environment variable BORAD_OUTPUT, else the nearest folder
 * with a package.json at or above the working directory (a kernel works in the notebook's folder), else the working directory.
 */
export function outputFolder(): string {
  const { BORAD_OUTPUT } = environment();
  if (BORAD_OUTPUT) return BORAD_OUTPUT;
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) return process.cwd();
  }
}
