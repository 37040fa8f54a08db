/** What the bytes of a set's images and masks say, image by image. */
import { readFile } from 'node:fs/promises';
import { DataError, type ImageSize, sha256Of, sizeText } from '../base';
import { type DecodedMask, decodeMask } from './decodeMask';
import type { Entry } from './layouts/scan';
import { loadImage } from './loadImage';
import { maskSizeError } from './loadMask';
import { type MaskFaultKind, maskFault } from './maskFault';
import { type MaskRule, markMask } from './maskValues';
import type { DataRange } from './pixelRange';
import { subpixelRegions } from './regions';

export type FileProblemKind = 'unreadable' | 'mask size' | MaskFaultKind;

export interface FileProblem {
  kind: FileProblemKind;
  file: string;
  message: string;
}

/** What a mask that can be right was taken for. */
export interface CheckedMask {
  rule: MaskRule;
  /** Regions smaller than one pixel at the size that was asked for. */
  subpixelRegions: number;
}

/** What one image's bytes say. */
export interface CheckedFile {
  /** Width and height in the file, pixels, after EXIF rotation. */
  size?: [number, number];
  /** SHA-256 of the file; undefined where it cannot be read. */
  hash?: string;
  mask?: CheckedMask;
  problems: FileProblem[];
}

export interface FileCheckOptions {
  /** At which the set is used. */
  imageSize: ImageSize;
  range: DataRange;
  maskLimit?: number;
}

/** The value, or the problem that reading it raised. */
async function attempt<T>(file: string, read: () => Promise<T>): Promise<{ value?: T; problems: FileProblem[] }> {
  try {
    return { value: await read(), problems: [] };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { problems: [{ kind: 'unreadable', file, message: error.message }] };
  }
}

function checkMask(
  image: string,
  file: string,
  decoded: DecodedMask,
  size: [number, number] | undefined,
  { imageSize, maskLimit }: FileCheckOptions,
): Pick<CheckedFile, 'mask' | 'problems'> {
  const { width, height } = decoded;
  if (size && (width !== size[0] || height !== size[1])) {
    const { message } = maskSizeError(image, file, size, [width, height]);
    return { problems: [{ kind: 'mask size', file, message }] };
  }
  const found = markMask(decoded);
  const fault = maskFault(file, image, decoded, found, maskLimit);
  if (fault) return { problems: [{ ...fault, file }] };
  return {
    mask: { rule: found.rule, subpixelRegions: subpixelRegions(found.marked, width, imageSize) },
    problems: [],
  };
}

/** Decodes an image and its mask; what is wrong with them is handed back. */
export async function checkFile({ sample, mask }: Entry, options: FileCheckOptions): Promise<CheckedFile> {
  const { file } = sample;
  // Reduced to one pixel the image is decoded whole and held nowhere.
  const image = await attempt(file, () => loadImage(file, 1, options.range));
  const size = image.value && ([image.value.originalWidth, image.value.originalHeight] as [number, number]);
  // Only what was decoded is read whole: a pipe would be waited for without end.
  const hash = image.value && sha256Of(await readFile(file));
  if (mask === undefined) return { size, hash, problems: image.problems };
  const { value, problems: unreadable } = await attempt(mask, () => decodeMask(mask));
  const checked = value ? checkMask(file, mask, value, size, options) : { problems: unreadable };
  return { size, hash, ...checked, problems: [...image.problems, ...checked.problems] };
}

/** How the masks of a set were read, where that goes without saying for none of them. */
export function maskNotes(entries: readonly Entry[], checked: readonly CheckedFile[], imageSize: ImageSize): string[] {
  const where = (keep: (mask: CheckedMask) => boolean) => {
    const kept = checked.flatMap(({ mask }, i) => (mask && keep(mask) ? [i] : []));
    return { count: kept.length, first: entries[kept[0]]?.mask, kept };
  };
  const notes: string[] = [];
  const labels = where(({ rule }) => rule === 'labels');
  if (labels.count > 0) {
    notes.push(
      `Masks of class numbers: ${labels.count}, the first is ${labels.first}. Every value above 0 counts as anomalous in them.`,
    );
  }
  const half = where(({ rule }) => rule === 'half');
  if (half.count > 0) {
    notes.push(
      `Masks with values between two, as JPEG and soft edges give: ${half.count}, the first is ${half.first}. Anomalous from half of a mask's brightest value, fainter regions from half of their own.`,
    );
  }
  const small = where((mask) => mask.subpixelRegions > 0);
  if (small.count > 0) {
    const regions = small.kept.reduce((sum, i) => sum + (checked[i].mask?.subpixelRegions ?? 0), 0);
    const few = small.kept.slice(0, 5).map((i) => `${entries[i].mask} (${checked[i].mask?.subpixelRegions})`);
    notes.push(
      `Masks with regions smaller than one pixel at ${sizeText(imageSize)}: ${small.count} with ${regions} such regions, each of which counts as one pixel or more there: ${few.join(', ')}${small.count > few.length ? ` and ${small.count - few.length} more` : ''}.`,
    );
  }
  return notes;
}
