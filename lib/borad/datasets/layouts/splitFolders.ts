/** Sets whose publisher fixes the folders of each split, a validation split among them. */
import { basename, join, resolve } from 'node:path';
import { DataError } from '../../base';
import type { Sample } from '../dataset';
import { findCategories } from './categoryForm';
import { entriesOf, type ListedImage } from './listed';
import { isFolder } from './listing';
import { chooseCategories, type Entry, makeScan, type Scanner, type ScanRequest } from './scan';
import { imageCount, skippedNote } from './skippedNotes';
import { walkImages } from './walkImages';

/** A folder of images of one kind in each category. */
export interface SplitFolder {
  /** From the category's folder, with `/` on every machine. */
  path: string;
  split: Sample['split'];
  /** `good`, or the kind of defect. */
  defect: string;
  /** Normal images that are for limits: neither trained on nor measured. */
  validation?: true;
  /** Path of an image's mask from the category's folder, by the image's name without ending. */
  maskOf?: (name: string) => string;
}

/** How a publisher lays out each category. */
export interface SplitLayout {
  folders: SplitFolder[];
  /** Folders of images without labels. */
  unlabelled: string[];
  /** What a user of the set should know. */
  notes: string[];
}

/** The images of one folder, as a list would name them. */
function listed(root: string, category: string, folder: SplitFolder, notes: string[]): ListedImage[] {
  const { path, split, defect, validation, maskOf } = folder;
  const { images, skipped } = walkImages(join(root, path));
  notes.push(...skippedNote(`${category}/${path}`, skipped));
  return images.map(({ file, key }) => ({
    sample: {
      ...{ category, split, defect, file },
      id: `${category}/${split}/${defect}/${validation ? 'validation/' : ''}${key}`,
      ...(validation ? { validation } : {}),
    },
    mask: maskOf && join(root, maskOf(key)),
    where: join(root, path),
  }));
}

/** The entries of one category. */
function scanCategory(
  root: string,
  category: string,
  layout: SplitLayout,
  notes: string[],
  request: ScanRequest,
): Entry[] {
  const rows = layout.folders.flatMap((folder) => listed(root, category, folder, notes));
  for (const path of layout.unlabelled.filter((name) => isFolder(join(root, name)))) {
    const { length } = walkImages(join(root, path)).images;
    notes.push(`${category}/${path}/: ${imageCount(length)} left out: they have no labels.`);
  }
  return entriesOf({ category, file: root, rows, roots: [root] }, request);
}

/** Reads the names of a set in such a layout: a folder of categories, or one category. */
export const scanSplitFolders =
  (layout: SplitLayout): Scanner =>
  (dir, request) => {
    const { isSingle, names } = findCategories(dir);
    const found = isSingle ? [basename(resolve(dir))] : names;
    if (found.length === 0)
      throw new DataError(`${dir} holds no category. Expected train/good in it, or folders that hold train/good.`, {
        file: dir,
      });
    const categories = chooseCategories(dir, found, request.categories);
    const notes: string[] = [];
    const entries = categories.flatMap((category) =>
      scanCategory(isSingle ? dir : join(dir, category), category, layout, notes, request),
    );
    const { length } = entries.filter(({ sample }) => sample.validation);
    if (length > 0)
      notes.push(`validation/good: ${imageCount(length)} set limits and colour scale; none is trained on or measured.`);
    return makeScan(categories, entries, [...layout.notes, ...notes], request);
  };
