/**
 * The layout of MVTec AD and MPDD, `<category>/train/good`, `<category>/test/<good or defect>`,
 * `<category>/ground_truth/<defect>/<stem>_mask.png`; and that of BTAD, which says `ok` for `good`, `ko` for the one
 * kind of defect, and names a mask as its image.
 */
import { basename, join, resolve } from 'node:path';
import { DataError } from '../../base';
import type { Sample } from '../dataset';
import { byCodeUnit, folders, images, isFolder, stem } from './listing';
import { chooseCategories, type Entry, type Scan, type Scanner, type ScanRequest } from './scan';

interface CategoryFolder {
  root: string;
  category: string;
  /** What the layout calls a normal image. */
  good: string;
}

function scanFolder(
  { root, category, good }: CategoryFolder,
  split: Sample['split'],
  kind: string,
  { onProblem }: ScanRequest,
): Entry[] {
  const defect = kind === good ? 'good' : kind;
  const dir = join(root, split, kind);
  const truth = join(root, 'ground_truth', kind);
  const masks = new Map<string, string>();
  if (defect !== 'good') for (const file of images(truth)) masks.set(stem(file), join(truth, file));
  const seen = new Map<string, string>();
  return images(dir).flatMap((name): Entry[] => {
    const file = join(dir, name);
    const key = stem(name);
    if (seen.has(key)) {
      onProblem(
        'same name',
        new DataError(
          `${file} and ${seen.get(key)} share the name "${key}", so one mask would serve both. Rename or remove one.`,
          { file },
        ),
      );
      return [];
    }
    seen.set(key, file);
    const mask = masks.get(`${key}_mask`) ?? masks.get(key);
    if (defect !== 'good' && mask === undefined) {
      onProblem(
        'missing mask',
        new DataError(
          `${file} has no mask. Expected ${join(truth, `${key}_mask.png`)} or ${join(truth, `${key}.png`)}; add it, or move the image out of test/${kind}.`,
          { file },
        ),
      );
    }
    return [{ sample: { category, split, defect, id: `${category}/${split}/${defect}/${key}`, file }, mask }];
  });
}

function scanCategory(folder: CategoryFolder, request: ScanRequest): Entry[] {
  const { root, category, good } = folder;
  const normal = join(root, 'train', good);
  const train = scanFolder(folder, 'train', good, request);
  if (!isFolder(normal)) {
    request.onProblem(
      'category',
      new DataError(
        `${root} has no folder train/${good}. Expected the layout train/${good}, test/<defect>, ground_truth/<defect>.`,
        { file: root },
      ),
    );
  } else if (train.length === 0) {
    request.onProblem(
      'category',
      new DataError(
        `${normal} is empty: the category ${category} has no normal training images. Add images or remove the category.`,
        { file: normal },
      ),
    );
  }
  const kinds = folders(join(root, 'test'));
  // Good images first, then the defects by name.
  kinds.sort((a, b) => Number(b === good) - Number(a === good) || byCodeUnit(a, b));
  return [...train, ...kinds.flatMap((kind) => scanFolder(folder, 'test', kind, request))];
}

function scanWith(dir: string, good: string, request: ScanRequest): Scan {
  const single = isFolder(join(dir, 'train'));
  const found = single ? [basename(resolve(dir))] : folders(dir);
  if (found.length === 0) {
    throw new DataError(`${dir} holds no category. Expected train/${good} in it, or folders that hold train/${good}.`, {
      file: dir,
    });
  }
  const categories = chooseCategories(dir, found, request.categories);
  const entries = categories.flatMap((category) =>
    scanCategory({ root: single ? dir : join(dir, category), category, good }, request),
  );
  return { categories, entries, notes: [] };
}

/** Reads the names of a set in the layout of MVTec AD: a folder of categories, or one category (it holds `train`). */
export const scanMvtec: Scanner = (dir, request) => scanWith(dir, 'good', request);

/** Reads the names of BTAD: as MVTec AD, with `ok` for `good`; the samples say `good`. */
export const scanBtad: Scanner = (dir, request) => scanWith(dir, 'ok', request);
