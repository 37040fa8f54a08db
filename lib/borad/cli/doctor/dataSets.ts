/** Which image sets can be opened. */

import { basename, resolve } from 'node:path';
import { countFolder, dataFolder, type FoundFolder, findDatasets, problemLine } from '../../datasets';

export interface DataFact {
  /** The folder that was searched. */
  folder: string;
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

/** The sets under the data folder, and the folder that `--data` names. Only names are read, no image is decoded. */
export function dataFact(given?: string): DataFact {
  const folder = dataFolder();
  const sets = findDatasets(folder);
  return { folder, sets: given === undefined ? sets : [...sets, named(given)] };
}
