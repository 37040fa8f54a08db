/** Image sets that lie on disk, found by looking. */
import { join } from 'node:path';
import { BoradError } from '../base';
import { folders } from './layouts/listing';
import { openDataset } from './openDataset';

/** A folder under the data folder, and what became of opening it. */
export interface FoundFolder {
  name: string;
  path: string;
  /** How many categories and images; 0 where it could not be opened. */
  categories: number;
  images: number;
  /** Why it is not an image set; empty for those that are. */
  problem: string;
}

/** Folders of this project's `data/` that hold no images: the paper's tables and recorded results. */
const NOT_IMAGES = new Set(['paper', 'results']);

/** The first line of an error about a folder: those that follow list the known layouts. */
export const problemLine = (error: Error): string => error.message.split('\n')[0].replace(/:$/, '.');

/**
 * How many categories and images a folder holds, whatever its layout; no image is decoded.
 *
 * @throws {BoradError} the folder is not an image set.
 */
export function countFolder(path: string): Pick<FoundFolder, 'categories' | 'images'> {
  // Sizes and counts of the procedural set do not matter for a folder.
  const options = { imageSize: 256, categories: [], procedural: { seed: 1, train: 1, testGood: 1, testDefective: 1 } };
  const { categories, samples } = openDataset(path, options);
  return { categories: categories.length, images: samples.length };
}

/**
 * Every folder in a folder of image sets, sorted by name, with what it holds. Only names are read, no image is decoded; a
 * missing folder holds nothing.
 *
 * @throws {DataError} the folder cannot be listed.
 *
 * @example
 * ```ts
 * const [found] = borad.findDatasets('data');
 * console.log(found.name, found.categories, found.images); // parts 2 28
 * ```
 */
export function findDatasets(folder: string): FoundFolder[] {
  return folders(folder)
    .filter((name) => !NOT_IMAGES.has(name))
    .map((name) => {
      const path = join(folder, name);
      try {
        return { name, path, ...countFolder(path), problem: '' };
      } catch (error) {
        if (!(error instanceof BoradError)) throw error;
        return { name, path, categories: 0, images: 0, problem: problemLine(error) };
      }
    });
}
