/** Files as sharp takes them: recognised by their bytes, and what sharp lacks decoded before. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Sharp } from 'sharp';
import { DataError } from '../base';
import { loadSharp } from '../base/sharp';
import { decodeBmp } from './bmp';
import { type FileKind, fileKind, HEAD, kindOf } from './fileKind';
import { decodeNetpbm } from './netpbm';
import { HEIC_REMEDY, isRawEnding, RAW_REMEDY } from './remedies';

/** A picture that lies in memory, and what messages call it. */
export interface PictureBytes {
  name: string;
  bytes: Buffer;
}

/** A picture: its path, or its bytes. */
export type PictureSource = string | PictureBytes;

/** What messages call a picture. */
export const nameOfPicture = (source: PictureSource): string => (typeof source === 'string' ? source : source.name);

export interface OpenedImage {
  file: string;
  image: Sharp;
  /** The same without its colour profile: the numbers of the file, which are no colours yet. */
  plain: Sharp;
  /** Whether the file says which value is white; else values above 8 bits may fill a part of their range only. */
  saysRange: boolean;
}

/** Pixels that a side may have, the most that a JPEG can. */
const LONGEST_SIDE = 65_535;

/** Refuses what only a damaged header says: lines of millions of pixels take minutes and gigabytes to shrink. */
function checkSides(file: string, width: number, height: number): void {
  if (Math.max(width, height) <= LONGEST_SIDE) return;
  throw new DataError(
    `${file} claims to have ${width} x ${height} pixels, expected sides of at most ${LONGEST_SIDE}. Replace or remove the file.`,
    { file },
  );
}

const kindOfPicture = (source: PictureSource): FileKind =>
  typeof source === 'string' ? fileKind(source) : kindOf(source.bytes.subarray(0, HEAD));

const bytesOf = async (source: PictureSource): Promise<Buffer> =>
  typeof source === 'string' ? readFile(source) : source.bytes;

async function openNetpbm(file: string, bytes: Buffer): Promise<OpenedImage> {
  const { width, height, channels, pixels, saysRange } = decodeNetpbm(bytes);
  const image = loadSharp()(pixels, { raw: { width, height, channels } });
  return { file, image, plain: image, saysRange };
}

/**
 * Opens an image for decoding; truncated and damaged files fail then, instead of giving grey pixels.
 *
 * @throws {DataError} the file is missing, a folder, pipe, socket or device, has a side above 65,535 pixels, or is of a kind
 *   that is not decoded here: the message names the way to one that is.
 * @throws {Error} a BMP or netpbm file cannot be read; for other kinds sharp throws when it decodes.
 */
export async function openImage(source: PictureSource): Promise<OpenedImage> {
  const file = nameOfPicture(source);
  const kind = kindOfPicture(source);
  if (kind === 'heic') {
    throw new DataError(`${file} is a HEIC photo (HEVC), which cannot be decoded here. ${HEIC_REMEDY}.`, { file });
  }
  // Decoded as a TIFF, a raw file gives the small preview in it.
  if (kind === 'raw' || (kind === 'tiff' && isRawEnding(extname(file)))) {
    throw new DataError(`${file} holds a camera's raw values, which cannot be developed here. ${RAW_REMEDY}.`, {
      file,
    });
  }
  if (kind === 'netpbm') return openNetpbm(file, await bytesOf(source));
  if (kind === 'bmp') {
    const { width, height, pixels } = decodeBmp(await bytesOf(source));
    const image = loadSharp()(pixels, { raw: { width, height, channels: 3 } });
    return { file, image, plain: image, saysRange: true };
  }
  const input = typeof source === 'string' ? source : source.bytes;
  const image = loadSharp()(input, { failOn: 'warning' });
  const plain = loadSharp()(input, { failOn: 'warning', ignoreIcc: true });
  const { width, height, format } = await image.metadata();
  checkSides(file, width, height);
  // AVIF says its depth, and libvips widens it to 16 bits.
  return { file, image, plain, saysRange: kind === 'other' && format !== 'png' };
}

/**
 * Width and height of a picture, pixels, after EXIF rotation. Of most kinds only the header is read.
 *
 * @throws {DataError} as `openImage`. @throws {Error} it is not an image.
 */
export async function sizeOfPicture(source: PictureSource): Promise<[number, number]> {
  const { image } = await openImage(source);
  const { autoOrient } = await image.metadata();
  return [autoOrient.width, autoOrient.height];
}
