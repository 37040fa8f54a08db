/** What reading the names of a set on disk gives, whatever its layout. */
import { DataError, type ImageSize, OptionError } from '../../base';
import type { Sample } from '../dataset';

/** The layouts that are known, by the set that ships in them. */
export type LayoutName = 'mvtec' | 'mvtec-loco' | 'mvtec-ad-2' | 'btad' | 'visa' | 'real-iad' | 'plain';

/** A sample on disk and the file of its mask, where it has one. */
export interface Entry {
  sample: Sample & { file: string };
  /** A file, or a folder of masks that are joined. */
  mask?: string;
}

/** What can be wrong with the names alone. */
export type NameProblem =
  | 'category'
  | 'list'
  | 'same name'
  | 'missing image'
  | 'missing mask'
  | 'ambiguous mask'
  | 'left out';

/** Problems with which a set can be opened all the same: its notes tell of them. */
export const HARMLESS: ReadonlySet<NameProblem> = new Set(['missing mask', 'left out']);

export interface ScanRequest {
  /** Only these categories, in this order. Default: all, sorted by name. */
  categories?: string[];
  /** Pixels of the images wanted; only Real-IAD, which ships several sizes, looks at it. */
  imageSize: ImageSize;
  /**
   * Called with each problem. Opening a set throws the error here, unless it is harmless; a check collects it, and the scan
   * continues without the image, or without the mask.
   */
  onProblem: (kind: NameProblem, error: DataError) => void;
}

export interface Scan {
  categories: string[];
  /** By category: training images, good test images, then the defects. */
  entries: Entry[];
  /** What a user should know: what was assumed, skipped or left out. */
  notes: string[];
}

/** One sentence on the defective images of a category that have no mask; none where all have one. */
function unmaskedNote(category: string, entries: readonly Entry[]): string[] {
  const defective = entries.map(({ sample }) => sample).filter((s) => s.category === category && s.defect !== 'good');
  const without = defective.filter(({ unmasked }) => unmasked);
  if (without.length === 0) return [];
  return [
    `${category}: ${without.length} of ${defective.length} defective images have no mask, the first is ${without[0].file}: no pixel metrics for this category.`,
  ];
}

/** A scan from its parts. Of two samples of one id the second is reported as a problem and left out. */
export function makeScan(
  categories: string[],
  found: readonly Entry[],
  notes: readonly string[],
  { onProblem }: Pick<ScanRequest, 'onProblem'>,
): Scan {
  const files = new Map<string, string>();
  const entries = found.filter(({ sample: { id, file } }) => {
    const other = files.get(id);
    if (other === undefined) files.set(id, file);
    else
      onProblem(
        'same name',
        new DataError(`${file} and ${other} would both be ${id}. Rename or remove one.`, { file }),
      );
    return other === undefined;
  });
  const unmasked = categories.flatMap((category) => unmaskedNote(category, entries));
  return { categories, entries, notes: [...notes, ...unmasked] };
}

/** Reads the names of a set; no image is decoded. Throws {OptionError} for a category that is not there. */
export type Scanner = (dir: string, request: ScanRequest) => Scan;

/** Throws {OptionError} where a category is named twice. */
export function checkCategories(categories: readonly string[]): void {
  const twice = categories.find((category, i) => categories.indexOf(category) !== i);
  if (twice !== undefined)
    throw new OptionError(`data.categories: expected each category once, got "${twice}" twice. Remove one.`);
}

/** The wanted ones of the categories that were found. Throws {OptionError} where one is not there, or is wanted twice. */
export function chooseCategories(dir: string, found: string[], wanted: string[] | undefined): string[] {
  checkCategories(wanted ?? []);
  const unknown = wanted?.find((category) => !found.includes(category));
  if (unknown !== undefined) {
    const meant = found.find((category) => category.toLowerCase() === unknown.toLowerCase());
    throw new OptionError(
      `${dir} has no category "${unknown}". ${meant ? `Did you mean "${meant}"? ` : ''}It holds ${found.join(', ')}.`,
    );
  }
  return [...(wanted ?? found)];
}
