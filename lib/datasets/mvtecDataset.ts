/**
 * Image sets on disk in the layout of MVTec AD: `<category>/train/good`, `<category>/test/<good or defect>`,
 * `<category>/ground_truth/<defect>/<stem>_mask.png`.
 */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { DataError, OptionError } from '../base';
import type { Dataset, Sample } from './dataset';
import { checkImageSize, loadImage, loadMask } from './loadImage';

const EXTENSIONS = new Set(['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff', '.bmp', '.gif', '.avif']);

export interface MvtecOptions {
  /** Side in pixels of the images that `read` gives. */
  imageSize: number;
  /** Default: the folder's name. */
  name?: string;
  /** Only these categories, in this order. Default: all, sorted by name. */
  categories?: string[];
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Entries of a folder, hidden ones left out, sorted by code unit (the same on every machine); links are followed. */
function list(dir: string, keep: (path: string, entry: Dirent) => boolean): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && keep(join(dir, entry.name), entry))
    .map((entry) => entry.name)
    .sort(byCodeUnit);
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
const folders = (dir: string): string[] =>
  list(dir, (path, entry) => entry.isDirectory() || (entry.isSymbolicLink() && isFolder(path)));
const images = (dir: string): string[] =>
  isFolder(dir)
    ? list(
        dir,
        (path, entry) => EXTENSIONS.has(extname(entry.name).toLowerCase()) && !(entry.isDirectory() || isFolder(path)),
      )
    : [];
const stem = (file: string): string => basename(file, extname(file));

/** A sample and its mask's file. */
interface Entry {
  sample: Sample;
  mask?: string;
}

function scanFolder(root: string, category: string, split: Sample['split'], defect: string): Entry[] {
  const dir = join(root, split, defect);
  const truth = join(root, 'ground_truth', defect);
  const masks = new Map<string, string>();
  if (defect !== 'good') for (const file of images(truth)) masks.set(stem(file), join(truth, file));
  const seen = new Map<string, string>();
  return images(dir).map((name) => {
    const file = join(dir, name);
    const key = stem(name);
    if (seen.has(key)) {
      throw new DataError(
        `${file} and ${seen.get(key)} share the name "${key}", so one mask would serve both. Rename or remove one.`,
        { file },
      );
    }
    seen.set(key, file);
    const mask = masks.get(`${key}_mask`) ?? masks.get(key);
    if (defect !== 'good' && mask === undefined) {
      throw new DataError(
        `${file} has no mask. Expected ${join(truth, `${key}_mask.png`)} or ${join(truth, `${key}.png`)}; add it, or move the image out of test/${defect}.`,
        { file },
      );
    }
    return { sample: { category, split, defect, id: `${category}/${split}/${defect}/${key}`, file }, mask };
  });
}

function scanCategory(root: string, category: string): Entry[] {
  const good = join(root, 'train', 'good');
  if (!isFolder(good)) {
    throw new DataError(
      `${root} has no folder train/good. Expected the layout train/good, test/<defect>, ground_truth/<defect>.`,
      { file: root },
    );
  }
  const train = scanFolder(root, category, 'train', 'good');
  if (train.length === 0) {
    throw new DataError(
      `${good} is empty: the category ${category} has no normal training images. Add images or remove the category.`,
      {
        file: good,
      },
    );
  }
  const test = join(root, 'test');
  const kinds = isFolder(test) ? folders(test) : [];
  // Good images first, then the defects by name.
  kinds.sort((a, b) => Number(b === 'good') - Number(a === 'good') || byCodeUnit(a, b));
  return [...train, ...kinds.flatMap((kind) => scanFolder(root, category, 'test', kind))];
}

/**
 * Opens a folder in MVTec layout: either a single category (it holds `train`) or a folder of categories. Only names are
 * read here; pixels are read by `read`, one image at a time (see `loadImage` and `loadMask` for the rules).
 *
 * Masks are taken from `ground_truth/<defect>/<stem>_mask.*` or `ground_truth/<defect>/<stem>.*`, anomalous where above 0.
 * Files are ordered by code unit: training images, good test images, then each defect.
 *
 * @throws {DataError} not a folder; no category; a category without `train/good` or without images in it; a defective
 *   test image without a mask. From `read`: an unreadable or truncated file, a mask of another size than its image.
 * @throws {OptionError} `categories` names one that is not there; `imageSize` is not a size.
 */
export function mvtecDataset(dir: string, options: MvtecOptions): Dataset {
  const { imageSize, name = basename(resolve(dir)) } = options;
  checkImageSize(imageSize, 'mvtecDataset');
  if (!isFolder(dir)) {
    throw new DataError(
      `${dir} is not a folder. Expected a folder in MVTec layout: <category>/train/good, <category>/test/<defect>.`,
      {
        file: dir,
      },
    );
  }
  const single = isFolder(join(dir, 'train'));
  const found = single ? [basename(resolve(dir))] : folders(dir);
  if (found.length === 0) {
    throw new DataError(`${dir} holds no category. Expected train/good in it, or folders that hold train/good.`, {
      file: dir,
    });
  }
  const categories = options.categories ?? found;
  const unknown = categories.find((category) => !found.includes(category));
  if (unknown !== undefined)
    throw new OptionError(`${dir} has no category "${unknown}". It holds ${found.join(', ')}.`);
  const entries = categories.flatMap((category) => scanCategory(single ? dir : join(dir, category), category));
  const masks = new Map(entries.map(({ sample, mask }) => [sample.id, mask]));
  return {
    name,
    categories: [...categories],
    imageSize,
    samples: entries.map(({ sample }) => sample),
    async read(sample) {
      if (!sample.file || !masks.has(sample.id)) {
        throw new DataError(`${sample.id} is not a sample of ${dir}. Take samples from the set's own list.`, {
          file: sample.file,
        });
      }
      const image = await loadImage(sample.file, imageSize);
      const file = masks.get(sample.id);
      let mask = new Uint8Array(imageSize * imageSize);
      if (file !== undefined) {
        const loaded = await loadMask(file, imageSize);
        if (loaded.originalWidth !== image.originalWidth || loaded.originalHeight !== image.originalHeight) {
          throw new DataError(
            `The mask ${file} is ${loaded.originalWidth} x ${loaded.originalHeight}, its image ${sample.file} is ` +
              `${image.originalWidth} x ${image.originalHeight}. Expected equal sizes; make the mask again.`,
            { file },
          );
        }
        mask = Uint8Array.from(loaded.mask);
      }
      return { width: imageSize, height: imageSize, pixels: image.pixels, mask };
    },
  };
}
