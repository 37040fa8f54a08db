/** One range for a whole set, from its normal images, so that no photo is stretched unlike its neighbours. */
import { DataError } from '../base';
import type { Sample } from './dataset';
import { unreadable } from './loadImage';
import { openImage } from './openImage';
import { type DataRange, rangeOfBrightest, type SetRange, whiteOf } from './pixelRange';
import { brightestValue, isWide } from './wideImage';

/** What the files of a set were taken for. */
export interface FoundRange {
  /** `auto` where no image looked at has more than 8 bits: then a wide one, should it come, goes by its own values. */
  range: DataRange;
  /** What was assumed, as a sentence; undefined where nothing was. */
  note?: string;
}

/** Images of a category that are looked at, spread over its training images by their order. */
const LOOKED_AT = 24;

/** How many times the range of a category the range of the set may be: one category may be darker, but not nearly black. */
const DARKEST = 8;

function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]);
}

/** The brightest value, but for stuck pixels, of a wide file of whole numbers; undefined for others. Throws {DataError} if it is unreadable. */
async function brightestOfFile(file: string): Promise<number | undefined> {
  try {
    const opened = await openImage(file);
    const metadata = await opened.image.metadata();
    if (!isWide(opened, metadata)) return undefined;
    const { value, isWhole } = await brightestValue(opened, metadata);
    return isWhole ? value : undefined;
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

interface CategoryRange {
  category: string;
  range: SetRange;
  brightest: number;
  images: number;
  /** The file whose brightest value is the lowest, and that value. */
  darkest: Looked;
}

/** The brightest value of a file. */
interface Looked {
  file: string;
  value: number;
}

/** The range of one category; undefined where it has no wide images. Unreadable files are left to whoever reads them. */
async function rangeOfCategory(category: string, samples: readonly Sample[]): Promise<CategoryRange | undefined> {
  const own = samples.filter((sample) => sample.category === category && sample.file !== undefined);
  const train = own.filter(({ split }) => split === 'train');
  const found: Looked[] = [];
  for (const { file } of spread(train.length > 0 ? train : own, LOOKED_AT)) {
    try {
      const value = await brightestOfFile(file as string);
      if (value !== undefined) found.push({ file: file as string, value });
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
    }
  }
  if (found.length === 0) return undefined;
  const brightest = Math.max(...found.map(({ value }) => value));
  const darkest = found.reduce((least, one) => (one.value < least.value ? one : least));
  return { category, range: rangeOfBrightest(brightest), brightest, images: found.length, darkest };
}

/** A warning of a photo that looks like one of fewer bits than its set; empty where there is none. */
function darkWarning(range: SetRange, found: readonly CategoryRange[]): string {
  const { file, value } = found.map(({ darkest }) => darkest).reduce((a, b) => (b.value < a.value ? b : a));
  const own = rangeOfBrightest(value);
  if (whiteOf(range, true) <= DARKEST * whiteOf(own, true)) return '';
  return ` ${file} has no value above ${value} and comes out nearly black: if it is not a dark photo, but one of ${own}, save all photos at one range.`;
}

/**
 * Settles which value is white in a set's files of more than 8 bits per channel.
 *
 * @param asked `auto`: the narrowest of 8, 10, 12, 14 and 16 bits that holds the brightest of up to 24 training images of each
 *   category. Anything else is taken as said.
 * @throws {DataError} categories differ so much in their range, so that one setting cannot be right for all.
 */
export async function findRange(
  set: string,
  categories: readonly string[],
  samples: readonly Sample[],
  asked: DataRange,
): Promise<FoundRange> {
  if (asked !== 'auto') return { range: asked };
  const found: CategoryRange[] = [];
  for (const category of categories) {
    const one = await rangeOfCategory(category, samples);
    if (one) found.push(one);
  }
  if (found.length === 0) return { range: 'auto' };
  const brightest = Math.max(...found.map((one) => one.brightest));
  const range = rangeOfBrightest(brightest);
  const dark = found.find((one) => whiteOf(range, true) > DARKEST * whiteOf(one.range, true));
  if (dark) {
    throw new DataError(
      `${set}: 16-bit photos of different ranges: those of ${dark.category} look like ${dark.range} (brightest ${dark.brightest}), others like ${range} (brightest ${brightest}). Set data.range to the one that holds for all, or save the photos at one range.`,
    );
  }
  const images = found.reduce((sum, one) => sum + one.images, 0);
  return {
    range,
    note: `Photos of 16 bits per channel are read as ${range} (data.range=${range}): the brightest value in the ${images} that were looked at is ${brightest}.${darkWarning(range, found)}`,
  };
}
