/** A set by what a user types: `procedural`, or a folder. */

import { type ImageSize, OptionError } from '../base';
import type { Dataset } from './dataset';
import { folderDataset } from './folderDataset';
import { checkCategories } from './layouts/scan';
import type { ResizeRule } from './loadImage';
import type { MaskRule } from './maskResize';
import { isCut } from './photoViews';
import type { DataRange } from './pixelRange';
import { proceduralDataset } from './procedural';
import type { Tiling } from './tiles';

export interface OpenOptions {
  /** Pixels. */
  imageSize: ImageSize;
  /** Empty: all. */
  categories: string[];
  /** Of folders: which value is white in files of more than 8 bits per channel. Default `auto`. */
  range?: DataRange;
  /** Of folders: share of an image, above 0 to 1, up to which its mask is believed. Default 0.5. */
  maskLimit?: number;
  /** Of folders: how masks are resized. Default `overlap`. */
  maskRule?: MaskRule;
  /** Of folders: tiles that photos are cut into. Default: none. */
  tiling?: Tiling;
  /** Of folders: region of interest as text (`roiText`). Default: everything. */
  roi?: string;
  /** Of folders: by what photos get the model's size. Default `libvips`. */
  resize?: ResizeRule;
  /** Seed and images per category of the procedural set; folders do not use it. */
  procedural: { seed: number; train: number; testGood: number; testDefective: number };
}

/**
 * Opens the procedural set (`procedural`) or a folder (anything else), whose layout is recognised from its folders
 * (`folderDataset`). A folder that is itself named `procedural` is reached as `./procedural`.
 *
 * @throws {DataError} the folder is in no known layout, or something in it is missing.
 * @throws {OptionError} a category that the set does not have, or that is named twice; tiles or a region of interest of the procedural
 *   set, whose images are drawn at the model's size.
 *
 * @example
 * ```ts
 * const { data } = borad.resolveConfig(borad.presetOverrides('quick'));
 * console.log(borad.openDataset('procedural', data).categories.length); // 14
 * console.log(borad.openDataset('data/parts', data).categories.length); // 2
 * ```
 */
export function openDataset(source: string, options: OpenOptions): Dataset {
  const { imageSize, range, maskLimit, maskRule, tiling, roi, resize, procedural } = options;
  const categories = options.categories.length > 0 ? options.categories : undefined;
  checkCategories(options.categories);
  if (source !== 'procedural')
    return folderDataset(source, { imageSize, categories, range, maskLimit, maskRule, tiling, roi, resize });
  if (isCut(options))
    throw new OptionError(
      'data.tiling and data.roi are for photos of a folder: the procedural set is drawn at the size of the model. "borad generate" writes it to one.',
    );
  return proceduralDataset({
    seed: procedural.seed,
    imageSize,
    categories,
    trainPerCategory: procedural.train,
    testGoodPerCategory: procedural.testGood,
    testDefectivePerCategory: procedural.testDefective,
  });
}
