/** What reading the names of a set on disk gives, whatever its layout. */
import { type DataError, OptionError } from '../../base';
import type { Sample } from '../dataset';

/** The layouts that are known, by the set that ships in them. */
export type LayoutName = 'mvtec' | 'btad' | 'visa' | 'real-iad' | 'plain';

/** A sample on disk and the file of its mask, where it has one. */
export interface Entry {
  sample: Sample & { file: string };
  mask?: string;
}

/** What can be wrong with the names alone. */
export type NameProblem = 'category' | 'list' | 'same name' | 'missing image' | 'missing mask';

export interface ScanRequest {
  /** Only these categories, in this order. Default: all, sorted by name. */
  categories?: string[];
  /** Side in pixels of the images wanted; only Real-IAD, which ships several sizes, looks at it. */
  imageSize: number;
  /**
   * Told of each problem. Opening a set throws the error here; a check collects it, and the scan goes on without the
   * image.
   */
  onProblem: (kind: NameProblem, error: DataError) => void;
}

export interface Scan {
  categories: string[];
  /** By category: training images, good test images, then the defects. */
  entries: Entry[];
  /** What a reader of a check should know and what is no problem. */
  notes: string[];
}

/** Reads the names of a set; no image is decoded. Throws {OptionError} for a category that is not there. */
export type Scanner = (dir: string, request: ScanRequest) => Scan;

/** The wanted ones of the categories that were found. Throws {OptionError} where one is not there. */
export function chooseCategories(dir: string, found: string[], wanted: string[] | undefined): string[] {
  const unknown = wanted?.find((category) => !found.includes(category));
  if (unknown !== undefined)
    throw new OptionError(`${dir} has no category "${unknown}". It holds ${found.join(', ')}.`);
  return [...(wanted ?? found)];
}
