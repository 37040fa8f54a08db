/** Everything that is wrong with a set on disk, collected instead of stopped at. */
import { DataError, type ImageSize } from '../base';
import { type CheckedFile, checkFile, type FileProblemKind, maskNotes } from './checkFiles';
import { type FoundRange, findRange } from './findRange';
import { layoutOf, SCANNERS } from './layouts/layoutOf';
import type { Entry, LayoutName, NameProblem } from './layouts/scan';
import { checkImageSize } from './loadImage';
import { maskLookalikes } from './maskLookalikes';
import type { DataRange } from './pixelRange';
import { type CategoryCounts, countSamples } from './survey';

/**
 * What is wrong: a category without training images, a wrong line of a list, two images of one name, a missing image or
 * mask, a mask that may be that of several images, photos that were left out; masks that count as photos; a file that
 * cannot be decoded, a mask of another size than its image, one that marks nothing, everything or more than a defect does,
 * one whose values or transparency are not a mask's; 16-bit images of several ranges; the same file in the training and the
 * test images.
 */
export type ProblemKind = NameProblem | FileProblemKind | 'masks as photos' | 'range' | 'leak';

export interface DataProblem {
  kind: ProblemKind;
  /** The file or folder it is about. */
  file: string;
  /** What was found, what was expected, what to do. */
  message: string;
}

/** Sizes of the images of one category in their files, pixels, after EXIF rotation. */
export interface SizeRange {
  category: string;
  width: { min: number; max: number };
  height: { min: number; max: number };
  /** The most frequent size, and how many images have it. */
  common: { width: number; height: number; images: number };
}

export interface DatasetCheck {
  dir: string;
  layout: LayoutName;
  /** The set in words, e.g. `MPDD`. */
  title: string;
  counts: CategoryCounts[];
  /** Empty where only names were read. */
  sizes: SizeRange[];
  images: number;
  masks: number;
  /** False: only names were read. */
  isDecoded: boolean;
  problems: DataProblem[];
  /** What a reader should know and what is no problem. */
  notes: string[];
}

export interface CheckOptions {
  /** Read names only. */
  fast?: boolean;
  /** Only these categories. Default: all. */
  categories?: string[];
  /**
   * Side in pixels of the images that the set is used at: which regions are smaller than one pixel then, and which of
   * Real-IAD's image sizes is checked. Default 256.
   */
  imageSize?: ImageSize;
  /** Which value is white in files of more than 8 bits per channel. Default `auto`. */
  range?: DataRange;
  /** Share of an image, above 0 to 1, up to which its mask is believed. Default 0.5. */
  maskLimit?: number;
  /** Called after every image. */
  onProgress?: (done: number, total: number) => void;
}

/** Images decoded at a time, as many as Node has threads for it; each holds one whole mask. */
const AT_ONCE = 4;

function sizeRanges(categories: string[], entries: Entry[], decoded: CheckedFile[]): SizeRange[] {
  return categories.flatMap((category) => {
    const sizes = decoded.flatMap(({ size }, i) => (size && entries[i].sample.category === category ? [size] : []));
    if (sizes.length === 0) return [];
    const range = (side: 0 | 1) => {
      const [min, max] = sizes.reduce(
        ([a, b], size) => [Math.min(a, size[side]), Math.max(b, size[side])],
        [Infinity, 0],
      );
      return { min, max };
    };
    const images = new Map<string, number>();
    for (const size of sizes) images.set(size.join(' '), (images.get(size.join(' ')) ?? 0) + 1);
    const [[common, count]] = [...images].sort((a, b) => b[1] - a[1]);
    const [width, height] = common.split(' ').map(Number);
    return [{ category, width: range(0), height: range(1), common: { width, height, images: count } }];
  });
}

/** Test images that are, byte for byte, training images; and a note on copies within a split. */
function findCopies(entries: Entry[], decoded: CheckedFile[]): { problems: DataProblem[]; notes: string[] } {
  const first = { train: new Map<string, string>(), test: new Map<string, string>() };
  let copies = 0;
  decoded.forEach(({ hash }, i) => {
    const { split, file } = entries[i].sample;
    if (hash === undefined) return;
    if (first[split].has(hash)) copies++;
    else first[split].set(hash, file);
  });
  const problems = decoded.flatMap(({ hash }, i): DataProblem[] => {
    const { split, file } = entries[i].sample;
    const twin = split === 'test' && hash !== undefined ? first.train.get(hash) : undefined;
    if (twin === undefined) return [];
    const message = `The test image ${file} is, byte for byte, the training image ${twin}: its score is no evidence. Remove one of them.`;
    return [{ kind: 'leak', file, message }];
  });
  return {
    problems,
    notes: copies > 0 ? [`Files that are copies of another image of the same split: ${copies}.`] : [],
  };
}

/** Categories that can be trained on and not be evaluated. */
function notEvaluable(counts: CategoryCounts[]): string[] {
  return counts
    .filter(({ testGood, testDefective }) => testGood === 0 || testDefective === 0)
    .map(
      ({ category, testGood, testDefective }) =>
        `${category} has ${testGood} normal and ${testDefective} defective test images: metrics need both.`,
    );
}

/** The range of the set's wide images, or the problem that there is none. */
async function rangeOf(
  dir: string,
  categories: string[],
  entries: Entry[],
  asked: DataRange,
): Promise<FoundRange & { problems: DataProblem[] }> {
  const samples = entries.map(({ sample }) => sample);
  try {
    return { ...(await findRange(dir, categories, samples, asked)), problems: [] };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { range: 'auto', problems: [{ kind: 'range', file: dir, message: error.message }] };
  }
}

/**
 * Checks a set on disk in any known layout and continues where opening it would stop.
 *
 * @throws {DataError} the folder is in no known layout, or its list cannot be read at all.
 * @throws {OptionError} `categories` names one that is not there; `imageSize` is not a size.
 *
 * @example
 * ```ts
 * const { title, images, problems } = await borad.checkDataset('data/parts');
 * console.log(title, images, problems.length); // MVTec AD 28 0
 * ```
 */
export async function checkDataset(dir: string, options: CheckOptions = {}): Promise<DatasetCheck> {
  const { fast = false, imageSize = 256, categories, range = 'auto', maskLimit } = options;
  checkImageSize(imageSize, 'checkDataset');
  const { layout, title } = layoutOf(dir);
  const problems: DataProblem[] = [];
  const scan = SCANNERS[layout](dir, {
    categories,
    imageSize,
    onProblem: (kind, { file = dir, message }) => problems.push({ kind, file, message }),
  });
  const { entries } = scan;
  const counts = countSamples({ categories: scan.categories, samples: entries.map(({ sample }) => sample) });
  const found: FoundRange & { problems: DataProblem[] } = fast
    ? { range, problems: [] }
    : await rangeOf(dir, scan.categories, entries, range);
  const fileOptions = { imageSize, range: found.range, maskLimit };
  const decoded: CheckedFile[] = [];
  for (let i = 0; !fast && i < entries.length; i += AT_ONCE) {
    const some = entries.slice(i, i + AT_ONCE);
    decoded.push(...(await Promise.all(some.map((entry) => checkFile(entry, fileOptions)))));
    options.onProgress?.(decoded.length, entries.length);
  }
  const lookalikes = (fast ? [] : await maskLookalikes(entries)).map(
    ({ file = dir, message }): DataProblem => ({ kind: 'masks as photos', file, message }),
  );
  const copies = findCopies(entries, decoded);
  return {
    dir,
    layout,
    title,
    counts,
    sizes: sizeRanges(scan.categories, entries, decoded),
    images: entries.length,
    masks: entries.filter(({ mask }) => mask !== undefined).length,
    isDecoded: !fast,
    problems: [
      ...problems,
      ...found.problems,
      ...lookalikes,
      ...decoded.flatMap((one) => one.problems),
      ...copies.problems,
    ],
    notes: [
      ...scan.notes,
      ...(found.note ? [found.note] : []),
      ...maskNotes(entries, decoded, imageSize),
      ...notEvaluable(counts),
      ...copies.notes,
    ],
  };
}
