/** Image sets on disk, in any layout that is known. */
import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { areaOf, DataError, type ImageSize, sha256OfFile, sidesOf } from '../base';
import type { Dataset, DecodedSample, Sample } from './dataset';
import { type FoundRange, findRange } from './findRange';
import { layoutOf, SCANNERS } from './layouts/layoutOf';
import { HARMLESS, type LayoutName, type Scan } from './layouts/scan';
import { checkImageSize, loadImage, type ResizeRule } from './loadImage';
import { loadMask } from './loadMask';
import { maskLookalikes } from './maskLookalikes';
import type { MaskRule } from './maskResize';
import { isCut, type PhotoViews, photoViews } from './photoViews';
import type { DataRange } from './pixelRange';
import type { Tiling } from './tiles';

export interface FolderOptions {
  /** Pixels of the images that `read` gives. */
  imageSize: ImageSize;
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
  /** Tiles that images are shown in. Default: none. */
  tiling?: Tiling;
  /** Region of interest as text (`roiText`): the rest of every image is painted over. Default: everything. */
  roi?: string;
  /** By what images get the model's size. Default `libvips`. */
  resize?: ResizeRule;
}

interface ReadOptions extends Pick<FolderOptions, 'imageSize' | 'maskLimit' | 'maskRule' | 'resize'> {
  range: () => Promise<DataRange>;
  /** Of a set whose images are not shown whole. */
  views?: (file: string) => Promise<PhotoViews>;
}

/** Photos of which views are kept: tiles of a photo are read one after another, by a batch that may begin in one and end in the next. */
const KEPT_VIEWS = 2;

/** Makes views of files, each decoded once for all its tiles that are asked for in a row. */
function viewsOfFiles(settings: FolderOptions, range: () => Promise<DataRange>): (file: string) => Promise<PhotoViews> {
  const kept = new Map<string, Promise<PhotoViews>>();
  return (file) => {
    const views = kept.get(file) ?? photoViews(file, settings, range);
    kept.delete(file);
    kept.set(file, views);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_VIEWS && oldest !== undefined) kept.delete(oldest);
    return views;
  };
}

/** The image, or its tile, with what is ignored painted over. Throws {DataError}. */
async function shownImage({ file, tile }: Sample & { file: string }, views: PhotoViews) {
  const { width, height } = views;
  const pixels = await views.read(tile ?? { left: 0, top: 0, width, height });
  return { pixels, originalWidth: width, originalHeight: height, file };
}

/** Reads an image and its mask. Throws {DataError} for the image, {MaskError} for the mask. */
async function readEntry(
  sample: Sample & { file: string },
  maskFile: string | undefined,
  { imageSize, range, maskLimit, maskRule, resize, views }: ReadOptions,
): Promise<DecodedSample> {
  const { file } = sample;
  const image = views ? await shownImage(sample, await views(file)) : await loadImage(file, imageSize, range, resize);
  const [height, width] = sidesOf(imageSize);
  const read = { width, height, pixels: image.pixels };
  if (maskFile === undefined) return { ...read, mask: new Uint8Array(areaOf(imageSize)) };
  const { mask, subpixelRegions } = await loadMask(maskFile, { ...image, file }, imageSize, maskLimit, maskRule);
  return subpixelRegions > 0 ? { ...read, mask, subpixelRegions } : { ...read, mask };
}

/** A hash of the settings and files that masks come from. */
async function masksKeyOf({ entries }: Scan, rules: Pick<FolderOptions, 'maskLimit' | 'maskRule'>): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(rules));
  for (const { sample, mask } of entries)
    if (mask !== undefined) hash.update(`\n${sample.id} ${await sha256OfFile(mask)}`);
  return hash.digest('hex');
}

/** A set whose names have been read. */
export function scannedDataset(dir: string, scan: Scan, settings: Omit<FolderOptions, 'categories'>): Dataset {
  const { imageSize, name = basename(resolve(dir)), range: asked = 'auto', maskLimit, maskRule } = settings;
  const { resize: rule } = settings;
  const entries = new Map(scan.entries.map((entry) => [entry.sample.id, entry]));
  let verified: Promise<void> | undefined;
  const verify = (): Promise<void> => {
    verified ??= maskLookalikes(scan.entries).then(([error]) => {
      if (error) throw error;
    });
    return verified;
  };
  const samples = scan.entries.map(({ sample }) => sample);
  let masks: Promise<string> | undefined;
  let found: Promise<FoundRange> | undefined;
  const range = () => {
    found ??= findRange(name, scan.categories, samples, asked);
    return found;
  };
  const white = async () => (await range()).range;
  const views = viewsOfFiles(settings, white);
  const options = {
    ...{ imageSize, maskLimit, maskRule, resize: rule, range: white },
    ...(isCut(settings) ? { views } : {}),
  };
  const entryOf = async (sample: Sample) => {
    await verify();
    const entry = entries.get(sample.tile?.of ?? sample.id);
    if (entry) return entry;
    throw new DataError(`${sample.id} is not a sample of ${dir}. Take samples from the set's own list.`, {
      file: sample.file,
    });
  };
  return {
    name,
    categories: scan.categories,
    imageSize,
    samples,
    notes: scan.notes,
    verify,
    range,
    masksKey() {
      masks ??= masksKeyOf(scan, { maskLimit, maskRule });
      return masks;
    },
    ...(rule === 'antialias' ? { resize: rule } : {}),
    ...(isCut(settings)
      ? {
          shown: JSON.stringify([settings.tiling, settings.roi]),
          views: async (sample) => views((await entryOf(sample)).sample.file),
        }
      : {}),
    async read(sample) {
      const entry = await entryOf(sample);
      const isMaskless = sample.unmasked || sample.tile;
      return readEntry({ ...entry.sample, tile: sample.tile }, isMaskless ? undefined : entry.mask, options);
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
