/** Image sets on disk that must be in the layout of MVTec AD. */
import { DataError } from '../base';
import type { Dataset } from './dataset';
import { type FolderOptions, openLayout } from './folderDataset';
import { isFolder } from './layouts/listing';
import { checkImageSize } from './loadImage';

export type MvtecOptions = FolderOptions;

/**
 * Opens a folder in MVTec layout: either a single category (it holds `train`) or a folder of categories. Only names are
 * read here; pixels are read by `read`, one image at a time (see `loadImage` and `loadMask` for the rules).
 *
 * Masks are taken from `ground_truth/<defect>/<stem>_mask.*` or `ground_truth/<defect>/<stem>.*`; a defective image without one
 * is `unmasked`. Files are ordered by code unit: training images, good test images, then each defect.
 *
 * @throws {DataError} not a folder; no category; a category without `train/good` or without images in it; else as
 *   `folderDataset`.
 * @throws {OptionError} `categories` names one that is not there, or one twice; `imageSize` is not a size.
 */
export function mvtecDataset(dir: string, options: MvtecOptions): Dataset {
  checkImageSize(options.imageSize, 'mvtecDataset');
  if (!isFolder(dir)) {
    throw new DataError(
      `${dir} is not a folder. Expected a folder in MVTec layout: <category>/train/good, <category>/test/<defect>.`,
      { file: dir },
    );
  }
  return openLayout(dir, 'mvtec', options);
}
