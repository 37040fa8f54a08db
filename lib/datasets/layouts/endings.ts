/** What a file is by its ending: an image that is read, or something else and why it is not. */
import { extname } from 'node:path';

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
  '.gif',
  '.avif',
]);

/** Photos as phones and cameras store them. */
const CAMERA =
  '.heic .heif .hif .dng .cr2 .cr3 .crw .nef .nrw .arw .srf .sr2 .raf .orf .rw2 .pef .srw .x3f .raw .3fr .iiq'.split(
    ' ',
  );

/** Pictures of other kinds. */
const PICTURES =
  '.pgm .ppm .pnm .pbm .pam .pfm .jp2 .j2k .jpx .jxl .psd .exr .hdr .tga .dib .ico .pcx .svg .eps .pdf .npy .dcm'.split(
    ' ',
  );

/** How a file's ending is to be understood. */
export interface EndingFacts {
  /** Whether it is a picture, so that leaving it out loses a photo. */
  isPicture: boolean;
  /** What to do about it, where something can be done. */
  way?: string;
}

const WAYS = new Map<string, EndingFacts>([
  ...CAMERA.map((ending): [string, EndingFacts] => [
    ending,
    { isPicture: true, way: 'a camera format that is not read: export these photos as JPEG, PNG or TIFF' },
  ]),
  ...PICTURES.map((ending): [string, EndingFacts] => [
    ending,
    { isPicture: true, way: 'a format that is not read: convert these to PNG or TIFF' },
  ]),
  ...['.mp4', '.mov', '.avi', '.mkv', '.webm', '.m4v'].map((ending): [string, EndingFacts] => [
    ending,
    { isPicture: false, way: 'video: save its frames as images' },
  ]),
]);

/** A file's ending in small letters, with its dot; empty where there is none. */
export const endingOf = (file: string): string => extname(file).toLowerCase();

/** Whether a file's ending is that of an image that is read. */
export const isReadEnding = (file: string): boolean => READ_ENDINGS.has(endingOf(file));

/** What is known of an ending that is not read. */
export const endingFacts = (ending: string): EndingFacts => WAYS.get(ending) ?? { isPicture: false };
