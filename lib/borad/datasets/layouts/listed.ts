/** Sets whose images stand in a list (VisA, Real-IAD) instead of in folders named after split and defect. */
import { DataError } from '../../base';
import type { Sample } from '../dataset';
import { containment, leavesSet } from './insideSet';
import { byCodeUnit, isFile, isFolder } from './listing';
import type { Entry, ScanRequest } from './scan';

/** One line of a list. */
export interface ListedImage {
  sample: Sample & { file: string };
  /** Path of the mask, or of a folder of them; empty where the list names none. */
  mask?: string;
  /** The list and the place in it, for messages. */
  where: string;
}

/** The images of one category. */
export interface CategoryList {
  category: string;
  /** The file of the list. */
  file: string;
  rows: ListedImage[];
  /** The set's folder, then others that its files may lie in. */
  roots: string[];
}

/** Training images, then good test images, then the defects by name; within them by id. */
const order = ({ sample: a }: Entry, { sample: b }: Entry): number =>
  Number(a.split === 'test') - Number(b.split === 'test') ||
  Number(a.defect !== 'good') - Number(b.defect !== 'good') ||
  byCodeUnit(a.defect, b.defect) ||
  byCodeUnit(a.id, b.id);

/**
 * The entries of one category's list, in a fixed order. Images that are not there, are listed twice, lie behind a link that
 * leads out of the set, or are defective though for training are reported and left out; a defective image without its mask is
 * reported and stays, as `unmasked`; so is a list without training images.
 */
export function entriesOf({ category, file: list, rows, roots }: CategoryList, { onProblem }: ScanRequest): Entry[] {
  const seen = new Map<string, string>();
  const isInside = containment(roots);
  const entries = rows.flatMap(({ sample, mask, where }): Entry[] => {
    const { file, split, defect, id } = sample;
    if (seen.has(id)) {
      onProblem('list', new DataError(`${where} lists ${file} again, after ${seen.get(id)}. Remove one.`, { file }));
      return [];
    }
    seen.set(id, where);
    if (split === 'train' && defect !== 'good') {
      onProblem(
        'list',
        new DataError(`${where} lists the defective image ${file} for training. Expected normal images only.`, {
          file,
        }),
      );
      return [];
    }
    if (!isFile(file)) {
      onProblem(
        'missing image',
        new DataError(`${file} is missing, but ${where} lists it. Unpack the set again, or copy the file there.`, {
          file,
        }),
      );
      return [];
    }
    const isThere = mask !== undefined && mask !== '' && (isFile(mask) || isFolder(mask));
    const outside = [file, ...(isThere ? [mask] : [])].find((path) => !isInside(path));
    if (outside !== undefined) {
      onProblem('list', leavesSet(where, outside, roots[0], list));
      return [];
    }
    if (defect === 'good') return [{ sample }];
    if (isThere) return [{ sample, mask }];
    onProblem(
      'missing mask',
      new DataError(
        mask
          ? `${file} has no mask: ${where} names ${mask}, which is missing. Unpack the set again, or copy the file there.`
          : `${file} has no mask: ${where} names none for this defective image. Expected the path of a mask.`,
        { file },
      ),
    );
    return [{ sample: { ...sample, unmasked: true } }];
  });
  if (!entries.some(({ sample }) => sample.split === 'train'))
    onProblem(
      'category',
      new DataError(
        `${list} lists no image to train on for ${category}. Expected normal images of the split train; take the list as its publisher ships it.`,
        { file: list },
      ),
    );
  return entries.sort(order);
}
