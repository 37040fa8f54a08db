/** Image sets on disk, in any layout that is known. */
import { basename, resolve } from 'node:path';
import { DataError } from '../base';
import type { Dataset, Sample } from './dataset';
import { layoutOf, SCANNERS } from './layouts/layoutOf';
import { HARMLESS, type LayoutName, type Scan } from './layouts/scan';
import { checkImageSize, loadImage, loadMask, maskSizeError } from './loadImage';
import { maskLookalikes } from './maskLookalikes';

export interface FolderOptions {
  /** Side in pixels of the images that `read` gives. */
  imageSize: number;
  /** Default: the folder's name. */
  name?: string;
  /** Only these categories, in this order. Default: all, sorted by name. */
  categories?: string[];
}

/** Reads an image and its mask at their own sizes. Throws {DataError}: unreadable, or of two sizes. */
async function readEntry(sample: Sample & { file: string }, maskFile: string | undefined, imageSize: number) {
  const image = await loadImage(sample.file, imageSize);
  if (maskFile === undefined) return { pixels: image.pixels, mask: new Uint8Array(imageSize * imageSize) };
  const { mask, originalWidth, originalHeight } = await loadMask(maskFile, imageSize);
  if (originalWidth !== image.originalWidth || originalHeight !== image.originalHeight) {
    throw maskSizeError(
      sample.file,
      maskFile,
      [image.originalWidth, image.originalHeight],
      [originalWidth, originalHeight],
    );
  }
  return { pixels: image.pixels, mask };
}

/** A set whose names have been read. */
export function scannedDataset(
  dir: string,
  scan: Scan,
  { imageSize, name }: Omit<FolderOptions, 'categories'>,
): Dataset {
  const entries = new Map(scan.entries.map((entry) => [entry.sample.id, entry]));
  let verified: Promise<void> | undefined;
  const verify = (): Promise<void> => {
    verified ??= maskLookalikes(scan.entries).then(([error]) => {
      if (error) throw error;
    });
    return verified;
  };
  return {
    name: name ?? basename(resolve(dir)),
    categories: scan.categories,
    imageSize,
    samples: scan.entries.map(({ sample }) => sample),
    notes: scan.notes,
    verify,
    async read(sample) {
      await verify();
      const entry = entries.get(sample.id);
      if (!entry) {
        throw new DataError(`${sample.id} is not a sample of ${dir}. Take samples from the set's own list.`, {
          file: sample.file,
        });
      }
      return {
        width: imageSize,
        height: imageSize,
        ...(await readEntry(entry.sample, sample.unmasked ? undefined : entry.mask, imageSize)),
      };
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
 * Opens a folder whose layout is told by looking: MVTec AD, MPDD, VisA, Real-IAD and BTAD as their publishers ship
 * them, or a folder of one's own with `normal` in it (see data/README.md for each).
 *
 * Samples are ordered by category, then training images, good test images, each defect. Normal images have the defect
 * `good` in every layout. A defective image without a mask has `unmasked` set. `notes` says what was assumed and left out.
 *
 * @throws {DataError} no layout fits; a folder cannot be listed; an image or a list is missing, or a list leaves the set; two
 *   images share a name; it is not clear whose a mask is; a category has nothing to train on. From `read` and `verify`: an
 *   unreadable or truncated file, a mask of another size than its image, a folder of masks that was taken for photos.
 * @throws {OptionError} `categories` names one that is not there, or one twice; `imageSize` is not a size.
 */
export function folderDataset(dir: string, options: FolderOptions): Dataset {
  return openLayout(dir, layoutOf(dir).layout, options);
}
