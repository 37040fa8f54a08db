/** Decoding by sharp (BMP and netpbm before it): any photograph on disk to plain bytes of the wanted size. */
import { extname } from 'node:path';
import type { Sharp } from 'sharp';
import { DataError, type ImageSize, OptionError, sidesOf } from '../base';
import { antialiased } from './antialiased';
import { decodePhoto, type RangeSource } from './decodePhoto';
import { nameOfPicture, type PictureSource } from './openImage';
import { remedyFor } from './remedies';

/** A decoded image. */
export interface LoadedImage {
  width: number;
  height: number;
  /** [H, W, 3] RGB, 0 to 255. */
  pixels: Uint8Array;
  /** Width and height in the file, after EXIF rotation. */
  originalWidth: number;
  originalHeight: number;
}

/** Throws {OptionError} unless `imageSize` is a size that an image can have. */
export function checkImageSize(imageSize: ImageSize, where: string): void {
  const wrong = sidesOf(imageSize).find((side) => !Number.isInteger(side) || side < 1 || side > 16384);
  if (wrong !== undefined) {
    throw new OptionError(`${where}: expected imageSize to be a whole number of pixels from 1 to 16384, got ${wrong}.`);
  }
}

/**
 * By what a photo gets the model's size. Both are triangle filters that widen when they shrink: `libvips` takes means of whole blocks first
 * where a photo is more than twice as large and rounds after each of its passes; `antialias` is what an exported graph does, and Pillow.
 */
export type ResizeRule = 'libvips' | 'antialias';

/** sharp's settings that squash a picture to another aspect by libvips. */
const SQUASHED = { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false } as const;

/** The bytes of a picture at a model's size. @returns [height, width, 3]. @throws {Error} from sharp. */
export async function squashedPixels(image: Sharp, size: ImageSize, rule: ResizeRule = 'libvips'): Promise<Uint8Array> {
  const [height, width] = sidesOf(size);
  const sized = rule === 'libvips' ? image.resize(width, height, SQUASHED) : image;
  const { data, info } = await sized.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length);
  return rule === 'libvips' ? pixels : antialiased(pixels, info.width, info.height, size);
}

/** What to say of a file that cannot be decoded, for whatever reason. */
export function unreadable(source: PictureSource, cause: unknown): DataError {
  if (cause instanceof DataError) return cause;
  const file = nameOfPicture(source);
  const reason = (cause as Error).message.split('\n')[0].replace(/\.$/, '');
  const remedy = remedyFor(extname(file)) ?? 'Replace or remove the file';
  return new DataError(
    `Cannot read the image ${file}: ${reason}. Expected a whole PNG, JPEG, WebP, TIFF, BMP or other image that sharp decodes. ${remedy}.`,
    { file, cause },
  );
}

/**
 * Reads a photograph as RGB of a model's size.
 *
 * What kind of file it is, its bytes say, not its ending. EXIF rotation is applied; grey images become three equal channels,
 * wider ones are reduced to 8 bits, transparent pixels show black; the image is squashed to `imageSize` with a triangle
 * (bilinear) filter that widens when it shrinks.
 *
 * @param file Its path, or its bytes with a name. @param range Which value is white in a file of more than 8 bits per channel, or who knows it; asked for such files only.
 *   Default `auto`: the narrowest of 8, 10, 12, 14 and 16 bits that holds the photo's own brightest value; floats are 0 to 1.
 * @param resize By which of two triangle filters. Default `libvips`.
 * @returns pixels [height, width, 3].
 * @throws {DataError} the file is missing, truncated, not an image or no regular file, or its values do not fit the range.
 * @throws {OptionError} imageSize is not a size.
 *
 * @example
 * ```ts
 * const { pixels, originalWidth } = await borad.loadImage('data/parts/bottle/train/good/000.png', 32);
 * console.log(originalWidth, pixels.length); // 128 3072
 * ```
 */
export async function loadImage(
  file: PictureSource,
  imageSize: ImageSize,
  range: RangeSource = 'auto',
  resize: ResizeRule = 'libvips',
): Promise<LoadedImage> {
  checkImageSize(imageSize, 'loadImage');
  const [height, width] = sidesOf(imageSize);
  try {
    const decoded = await decodePhoto(file, range);
    return {
      width,
      height,
      pixels: await squashedPixels(decoded.image, imageSize, resize),
      originalWidth: decoded.width,
      originalHeight: decoded.height,
    };
  } catch (cause) {
    throw unreadable(file, cause);
  }
}
