/** A photo at its own size and aspect, for pictures of it. */
import { DataError } from '../base';
import { openImage } from './openImage';

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
 * @param largest Pixels above which the photo is reduced, its aspect kept. Default 64 million.
 * @throws {DataError} the file is missing, truncated or not an image.
 */
export async function loadPhoto(file: string, largest = LARGEST_PHOTO): Promise<LoadedPhoto> {
  try {
    const image = await openImage(file);
    const { autoOrient } = await image.metadata();
    const [width, height] = pictureSize(autoOrient.width, autoOrient.height, largest);
    const upright = image.autoOrient().flatten({ background: '#000' }).toColourspace('srgb');
    const sized = width < autoOrient.width ? upright.resize(width, height, { fit: 'fill', kernel: 'linear' }) : upright;
    const { data } = await sized.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return {
      width,
      height,
      pixels: new Uint8Array(data.buffer, data.byteOffset, data.length),
      originalWidth: autoOrient.width,
      originalHeight: autoOrient.height,
    };
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0].replace(/\.$/, '');
    throw new DataError(`Cannot read the photo ${file}: ${reason}. Replace or remove the file.`, { file, cause });
  }
}
