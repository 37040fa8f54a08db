/** Image sets on disk, in any layout that is known. */
import { basename, resolve } from 'node:path';
import { DataError } from '../base';
import type { Dataset, DecodedSample, Sample } from './dataset';
import { type FoundRange, findRange } from './findRange';
import { layoutOf, SCANNERS } from './layouts/layoutOf';
import { HARMLESS, type LayoutName, type Scan } from './layouts/scan';
import { checkImageSize, loadImage } from './loadImage';
import { loadMask } from './loadMask';
import { maskLookalikes } from './maskLookalikes';
import type { MaskRule } from './maskResize';
import type { DataRange } from './pixelRange';

export interface FolderOptions {
  /** Side in pixels of the images that `read` gives. */
  imageSize: number;
  /** Default: the folder's name. */
  name?: string;
  /** Only these categories, in this order. Default: all, sorted by name. */
  categories?: string[];
  /** Which value is white in files of more than 8 bits per channel. Default `auto`: one for the set (`findRange`). */
  range?: DataRange;
  /** Share of an image, above 0 to 1, up to which its mask is believed. Default 0.5. */
  maskLimit?: number;
  /** How masks are resized. Default `overlap`. */
  maskRule?: MaskRule;
}

interface ReadOptions {
  imageSize: number;
  range: () => Promise<DataRange>;
  maskLimit?: number;
  maskRule?: MaskRule;
}

/** Reads an image and its mask. Throws {DataError} for the image, {MaskError} for the mask. */
async function readEntry(
  { file }: Sample & { file: string },
  maskFile: string | undefined,
  { imageSize, range, maskLimit, maskRule }: ReadOptions,
): Promise<DecodedSample> {
  const image = await loadImage(file, imageSize, range);
  const read = { width: imageSize, height: imageSize, pixels: image.pixels };
  if (maskFile === undefined) return { ...read, mask: new Uint8Array(imageSize * imageSize) };
  const { mask, subpixelRegions } = await loadMask(maskFile, { ...image, file }, imageSize, maskLimit, maskRule);
  return subpixelRegions > 0 ? { ...read, mask, subpixelRegions } : { ...read, mask };
}

/** A set whose names have been read. */
export function scannedDataset(
  dir: string,
  scan: Scan,
  {
    imageSize,
    name = basename(resolve(dir)),
    range: asked = 'auto',
    maskLimit,
    maskRule,
  }: Omit<FolderOptions, 'categories'>,
): Dataset {
  const entries = new Map(scan.entries.map((entry) => [entry.sample.id, entry]));
  let verified: Promise<void> | undefined;
  const verify = (): Promise<void> => {
    verified ??= maskLookalikes(scan.entries).then(([error]) => {
      if (error) throw error;
    });
    return verified;
  };
  const samples = scan.entries.map(({ sample }) => sample);
  let found: Promise<FoundRange> | undefined;
  const range = () => {
    found ??= findRange(name, scan.categories, samples, asked);
    return found;
  };
  const options = { imageSize, maskLimit, maskRule, range: async () => (await range()).range };
  return {
    name,
    categories: scan.categories,
    imageSize,
    samples,
    notes: scan.notes,
    verify,
    range,
    async read(sample) {
      await verify();
      const entry = entries.get(sample.id);
      if (!entry) {
        throw new DataError(`${sample.id} is not a sample of ${dir}. Take samples from the set's own list.`, {
          file: sample.file,
        });
      }
      return readEntry(entry.sample, sample.unmasked ? undefined : entry.mask, options);
    },
  };
}

/**
 * Opens a folder in a given layout. Only names are read here; pixels are read by `read`, one image at a time.
 *
 * @throws {DataError} the first thing that is wrong with the names. @throws {OptionError} a category is not there.
 */
export function openLayout(dir: string, layout: LayoutName, options: FolderOptions): Dataset {
  checkImageSize(options.imageSize, 'openLayout');
  const scan = SCANNERS[layout](dir, {
    ...options,
    onProblem(kind, error) {
      if (!HARMLESS.has(kind)) throw error;
    },
  });
  return scannedDataset(dir, scan, options);
}

/**
 * Opens a folder whose layout is recognised from its folders: MVTec AD, MPDD, VisA, Real-IAD and BTAD as their publishers ship
 * them, or a folder of one's own with `normal` in it (see data/README.md for each).
 *
 * Samples are ordered by category, then training images, good test images, each defect. Normal images have the defect
 * `good` in every layout. A defective image without a mask has `unmasked` set. `notes` says what was assumed and left out.
 *
 * @throws {DataError} no layout fits; a folder cannot be listed; an image or a list is missing, or a list leaves the set; two
 *   images share a name; it is not clear whose a mask is; a category has nothing to train on. From `read` and `verify`: an
 *   unreadable or truncated file, a folder of masks that was taken for photos; {MaskError} a mask of another size than its
 *   image, or one that cannot be right.
 * @throws {OptionError} `categories` names one that is not there, or one twice; `imageSize` is not a size.
 *
 * @example
 * ```ts
 * const dataset = borad.folderDataset('data/parts', { imageSize: 128 });
 * const defective = dataset.samples.filter(({ defect }) => defect !== 'good');
 * console.log(dataset.categories.join(), defective.length); // bottle,screw 8
 * ```
 */
export function folderDataset(dir: string, options: FolderOptions): Dataset {
  return openLayout(dir, layoutOf(dir).layout, options);
}
