/** Which file is the mask of which image: by path where folders tell the kind, else by a name that only one image has. */
import { DataError } from '../../base';
import type { MaskFolder } from './categoryPlan';
import { foldName, isNormalName, isTestName, isTrainName, markedAsMask, maskNamesOf } from './folderNames';
import type { ScanRequest } from './scan';
import { type Walk, walkImages } from './walkImages';

/** An image that may have a mask. */
export interface DefectiveImage {
  file: string;
  defect: string;
  /** Path from the folder of its kind, without the ending. */
  key: string;
}

/** A file that may be a mask. */
export interface MaskFile {
  file: string;
  /** The kind of defect, in its own letters; empty where the path does not tell it. */
  kind: string;
  /** Path from the folder of its kind, without the ending. */
  key: string;
}

interface Candidate {
  mask: MaskFile;
  /** The name it has as an image's mask, in the letters of the file. */
  of: string;
  rank: number;
}

const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);
const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** A key of a kind in its own letters, for `Crack` may be another than `crack`, and of a path in any capitals. */
const keyOf = (kind: string, path: string): string => `${kind}\0${foldName(path)}`;

/** A map from keys to everything that was put there. */
class Multimap<T> {
  private readonly lists = new Map<string, T[]>();

  add(key: string, value: T): void {
    const list = this.lists.get(key);
    if (list) list.push(value);
    else this.lists.set(key, [value]);
  }

  get(key: string): readonly T[] {
    return this.lists.get(key) ?? [];
  }
}

/** The kind that a folder's name means: that of the very name, else the only one that it is in other capitals or marked. */
export function kindNamed(name: string, kinds: readonly string[]): string | undefined {
  const marked = markedAsMask(name);
  for (const isMeant of [
    (kind: string) => kind === name,
    (kind: string) => foldName(kind) === foldName(name),
    (kind: string) => kind === marked,
    (kind: string) => marked !== undefined && foldName(kind) === foldName(marked),
  ]) {
    const meant = kinds.filter(isMeant);
    if (meant.length > 0) return meant.length === 1 ? meant[0] : undefined;
  }
  return undefined;
}

/** The masks in a folder, with the kinds that its folders name; those of normal images are left out. */
export function masksIn(
  { dir, kind }: MaskFolder,
  kinds: readonly string[],
): Pick<Walk, 'skipped'> & { masks: MaskFile[] } {
  const known = [...new Set(kinds)];
  const { images, skipped } = walkImages(dir);
  const masks = images.flatMap(({ file, key }): MaskFile[] => {
    if (kind !== undefined) return [{ file, key, kind }];
    const parts = key.split('/');
    if (parts.length > 1 && isTestName(parts[0])) parts.shift();
    if (parts.length === 1) return [{ file, key: parts[0], kind: '' }];
    const [first] = parts;
    const named = kindNamed(first, known);
    if (named !== undefined) return [{ file, key: parts.slice(1).join('/'), kind: named }];
    return isNormalName(first) || isTrainName(first) ? [] : [{ file, key: parts.join('/'), kind: '' }];
  });
  return { masks, skipped };
}

/** Of several masks for one image, those that are marked most plainly; of these, those in the very letters of the image. */
function best(name: string, candidates: readonly Candidate[]): Candidate[] {
  const lowest = Math.min(...candidates.map(({ rank }) => rank));
  const first = candidates.filter(({ rank }) => rank === lowest);
  const exact = first.filter(({ of }) => of === name);
  return exact.length > 0 ? exact : first;
}

const severalMasks = (image: DefectiveImage, masks: Candidate[]): DataError =>
  new DataError(
    `${image.file} has several masks: ${masks.map(({ mask }) => mask.file).join(', ')}. Keep the one that is meant, or join them into one.`,
    { file: image.file },
  );

const severalImages = (mask: MaskFile, images: readonly DefectiveImage[]): DataError =>
  new DataError(
    `${mask.file} could be the mask of ${images.map(({ file }) => file).join(' or ')}. Put masks into a folder for each kind of defect, such as masks/${images[0].defect}/, with the same folders inside as the images have.`,
    { file: mask.file },
  );

/**
 * Finds the mask of each defective image of one category: of the same path in a folder of the image's kind; of the same
 * name there, where only one image and one mask have it; or of the same path or name in a folder that names no kind, where
 * only one image of all kinds has it. `003` may be called `003_mask`, `mask_003`, `003-GT` or `003`, in any capitals.
 *
 * Two masks for one image, and one mask for images of several kinds, are reported as problems: neither is chosen.
 *
 * @returns the mask of each image by the image's file, and the masks that were not given to one of several.
 */
export function matchMasks(
  images: readonly DefectiveImage[],
  masks: readonly MaskFile[],
  { onProblem }: Pick<ScanRequest, 'onProblem'>,
): { maskOf: Map<string, string>; unclear: Set<string> } {
  const imagesByPath = new Multimap<DefectiveImage>();
  const imagesByName = new Multimap<DefectiveImage>();
  for (const image of images) {
    for (const kind of [image.defect, '']) {
      imagesByPath.add(keyOf(kind, image.key), image);
      imagesByName.add(keyOf(kind, nameOf(image.key)), image);
    }
  }
  const byPath = new Multimap<Candidate>();
  const byName = new Multimap<Candidate>();
  for (const mask of masks) {
    for (const { of, rank } of maskNamesOf(nameOf(mask.key))) {
      // `gas_mask` is the mask of the image `gas_mask` where there is one, not that of `gas`.
      if (rank < 2 && imagesByName.get(keyOf(mask.kind, nameOf(mask.key))).length > 0) continue;
      byPath.add(keyOf(mask.kind, folderOf(mask.key) + of), { mask, of, rank });
      if (mask.kind !== '') byName.add(keyOf(mask.kind, of), { mask, of, rank });
    }
  }
  const maskOf = new Map<string, string>();
  const unclear = new Set<string>();
  for (const image of images) {
    const { defect, key } = image;
    const name = nameOf(key);
    const isOnly = imagesByName.get(keyOf(defect, name)).length === 1;
    const places = [
      byPath.get(keyOf(defect, key)),
      isOnly ? byName.get(keyOf(defect, name)) : [],
      byPath.get(keyOf('', key)),
      byPath.get(keyOf('', name)),
    ];
    const found = best(name, places.find((candidates) => candidates.length > 0) ?? []);
    if (found.length === 0) continue;
    const [{ mask }] = found;
    const served = folderOf(mask.key) ? imagesByPath.get(keyOf('', key)) : imagesByName.get(keyOf('', name));
    if (found.length > 1) {
      onProblem('ambiguous mask', severalMasks(image, found));
      for (const one of found) unclear.add(one.mask.file);
    } else if (mask.kind !== '' || served.length === 1) maskOf.set(image.file, mask.file);
    else if (!unclear.has(mask.file)) {
      onProblem('ambiguous mask', severalImages(mask, served));
      unclear.add(mask.file);
    }
  }
  return { maskOf, unclear };
}

/** Images of a folder that are masks of others beside them: `003_mask` or `mask_003` beside `003`, by file. */
export function besideMasks(images: readonly { file: string; key: string }[]): Set<string> {
  const keys = new Set(images.map(({ key }) => foldName(key)));
  const isMask = (key: string) => {
    const of = markedAsMask(nameOf(key));
    return of !== undefined && keys.has(foldName(folderOf(key) + of));
  };
  return new Set(images.filter(({ key }) => isMask(key)).map(({ file }) => file));
}
