/** A photo at its own size and aspect, for pictures of it. */
import { decodePhoto, type RangeSource } from './decodePhoto';
import { unreadable } from './loadImage';
import type { PictureSource } from './openImage';

/** A photo as it is seen. */
export interface LoadedPhoto {
  /** After EXIF rotation and, of a gigantic photo, after reduction. */
  width: number;
  height: number;
  /** [height, width, 3] RGB, 0 to 255. */
  pixels: Uint8Array;
  /** Width and height in the file, after EXIF rotation. */
  originalWidth: number;
  originalHeight: number;
}

export interface PhotoOptions {
  /** Pixels above which the photo is reduced, its aspect kept. Default 64 million. */
  largest?: number;
  /** Which value is white in a file of more than 8 bits per channel, as in `loadImage`. Default `auto`. */
  range?: RangeSource;
}

/** Pixels of the largest photo that is given at its own size: 64 megapixels take 192 MB. */
export const LARGEST_PHOTO = 64e6;

/** The size of a picture of a photo: the photo's own, or the largest of its aspect with so many pixels. */
export function pictureSize(width: number, height: number, largest = LARGEST_PHOTO): [number, number] {
  const factor = Math.min(1, Math.sqrt(largest / (width * height)));
  return [Math.max(1, Math.floor(width * factor)), Math.max(1, Math.floor(height * factor))];
}

/**
 * Reads a photo as RGB at its own size: EXIF rotation applied, grey as three equal channels, transparent pixels black, as
 * `loadImage` gives it to the model.
 *
 * @throws {DataError} the file is missing, truncated or not an image, or its values do not fit the range.
 */
export async function loadPhoto(
  file: PictureSource,
  { largest = LARGEST_PHOTO, range = 'auto' }: PhotoOptions = {},
): Promise<LoadedPhoto> {
  try {
    const photo = await decodePhoto(file, range);
    const [width, height] = pictureSize(photo.width, photo.height, largest);
    const { image } = photo;
    const sized = width < photo.width ? image.resize(width, height, { fit: 'fill', kernel: 'linear' }) : image;
    const { data } = await sized.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return {
      width,
      height,
      pixels: new Uint8Array(data.buffer, data.byteOffset, data.length),
      originalWidth: photo.width,
      originalHeight: photo.height,
    };
  } catch (cause) {
    throw unreadable(file, cause);
  }
}
