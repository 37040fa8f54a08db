/** A set by what a user types: `procedural`, or a folder. */
import type { Dataset } from './dataset';
import { folderDataset } from './folderDataset';
import { checkCategories } from './layouts/scan';
import { proceduralDataset } from './procedural';

export interface OpenOptions {
  /** Side in pixels. */
  imageSize: number;
  /** Empty: all. */
  categories: string[];
  /** Seed and images per category of the procedural set; folders do not use it. */
  procedural: { seed: number; train: number; testGood: number; testDefective: number };
}

/**
 * Opens the procedural set (`procedural`) or a folder (anything else), whose layout is told by looking
 * (`folderDataset`). A folder that is itself named `procedural` is reached as `./procedural`.
 *
 * @throws {DataError} the folder is in no known layout, or something in it is missing.
 * @throws {OptionError} a category that the set does not have, or that is named twice.
 */
export function openDataset(source: string, options: OpenOptions): Dataset {
  const { imageSize, procedural } = options;
  const categories = options.categories.length > 0 ? options.categories : undefined;
  checkCategories(options.categories);
  if (source !== 'procedural') return folderDataset(source, { imageSize, categories });
  return proceduralDataset({
    seed: procedural.seed,
    imageSize,
    categories,
    trainPerCategory: procedural.train,
    testGoodPerCategory: procedural.testGood,
    testDefectivePerCategory: procedural.testDefective,
  });
}
