/** What a file is by its ending: an image that is read, or something else and why it is not. */
import { extname } from 'node:path';
import { isCameraEnding, remedyFor } from '../remedies';

/** Endings of images that are read. */
export const READ_ENDINGS: ReadonlySet<string> = new Set([
  '.png',
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.webp',
  '.tif',
  '.tiff',
  '.bmp',
  '.dib',
  '.pgm',
  '.ppm',
  '.pnm',
  '.pbm',
  '.gif',
  '.avif',
]);

/** How a file's ending is to be understood. */
export interface EndingFacts {
  /** Whether it is a picture, so that leaving it out loses a photo. */
  isPicture: boolean;
  /** What to do about it, where something can be done. */
  way?: string;
}

const VIDEO = new Set(['.mp4', '.mov', '.avi', '.mkv', '.webm', '.m4v']);

/** A file's ending in small letters, with its dot; empty where there is none. */
export const endingOf = (file: string): string => extname(file).toLowerCase();

/** Whether a file's ending is that of an image that is read. */
export const isReadEnding = (file: string): boolean => READ_ENDINGS.has(endingOf(file));

/** What is known of an ending that is not read. */
export function endingFacts(ending: string): EndingFacts {
  if (VIDEO.has(ending)) return { isPicture: false, way: 'video: save its frames as images' };
  const remedy = remedyFor(ending);
  if (!remedy) return { isPicture: false };
  const what = isCameraEnding(ending) ? 'a camera format' : 'a format';
  return { isPicture: true, way: `${what} that is not read: ${remedy[0].toLowerCase()}${remedy.slice(1)}` };
}
