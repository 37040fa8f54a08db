/** Which image sets can be opened. */

import { basename, resolve } from 'node:path';
import { environment } from '../../base';
import { countFolder, type FoundFolder, findDatasets, problemLine } from '../../datasets';

export interface DataFact {
  /** The folder that BORAD_DATA names; null where it is not set: no other folder is looked into. */
  folder: string | null;
  sets: FoundFolder[];
}

/** A folder that the user names. */
function named(path: string): FoundFolder {
  const found = { name: basename(resolve(path)), path: resolve(path) };
  try {
    return { ...found, ...countFolder(path), problem: '' };
  } catch (error) {
    return { ...found, categories: 0, images: 0, problem: problemLine(error as Error) };
  }
}

/** The sets under the folder that BORAD_DATA names, and the folder of `--data`. Only names are read, no image is decoded. */
export function dataFact(given?: string): DataFact {
  const folder = environment().BORAD_DATA ?? null;
  const sets = folder === null ? [] : findDatasets(folder);
  return { folder, sets: given === undefined ? sets : [...sets, named(given)] };
}
