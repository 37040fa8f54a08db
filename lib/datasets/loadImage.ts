/** Decoding by sharp (BMP by bmp-ts): any photograph or mask on disk to plain bytes of the wanted size. */
import { DataError, MaskError, OptionError } from '../base';
import { openImage } from './openImage';

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
export function checkImageSize(imageSize: number, where: string): void {
  if (!Number.isInteger(imageSize) || imageSize < 1 || imageSize > 16384) {
    throw new OptionError(
      `${where}: expected imageSize to be a whole number of pixels from 1 to 16384, got ${imageSize}.`,
    );
  }
}

function unreadable(file: string, cause: unknown): DataError {
  const reason = (cause as Error).message.split('\n')[0].replace(/\.$/, '');
  return new DataError(
    `Cannot read the image ${file}: ${reason}. Expected a whole PNG, JPEG, WebP, TIFF, BMP or other image that sharp decodes; replace or remove the file.`,
    { file, cause },
  );
}

/**
 * Reads a photograph as square RGB.
 *
 * EXIF rotation is applied; grey images become three equal channels, 16-bit ones are reduced to 8 bits, transparent
 * pixels show black; the image is squashed to imageSize x imageSize with a triangle (bilinear) filter that widens when
 * it shrinks.
 *
 * @returns pixels [imageSize, imageSize, 3].
 * @throws {DataError} the file is missing, truncated or not an image.
 * @throws {OptionError} imageSize is not a size.
 */
export async function loadImage(file: string, imageSize: number): Promise<LoadedImage> {
  checkImageSize(imageSize, 'loadImage');
  try {
    const image = await openImage(file);
    const { autoOrient } = await image.metadata();
    const { data } = await image
      .autoOrient()
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .resize(imageSize, imageSize, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return {
      width: imageSize,
      height: imageSize,
      pixels: new Uint8Array(data.buffer, data.byteOffset, data.length),
      originalWidth: autoOrient.width,
      originalHeight: autoOrient.height,
    };
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

export interface LoadedMask {
  /** [imageSize, imageSize], 0 or 1. */
  mask: Uint8Array;
  originalWidth: number;
  originalHeight: number;
}

/** A mask as it lies in its file. */
export interface DecodedMask {
  width: number;
  height: number;
  channels: number;
  /** [H, W, channels], 0 to 255 or to 65535. */
  values: Uint16Array;
}

/**
 * Decodes a mask at its own size and depth; transparency is dropped.
 *
 * @throws {DataError} the file is missing, truncated or not an image.
 */
export async function decodeMask(file: string): Promise<DecodedMask> {
  try {
    const image = await openImage(file);
    const wide = ((await image.metadata()).depth ?? 'uchar') !== 'uchar';
    // A 16-bit label of 1 would round to 0 in 8 bits.
    const { data, info } = await image
      .autoOrient()
      .removeAlpha()
      .toColourspace(wide ? 'rgb16' : 'srgb')
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true });
    const values = new Uint16Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.length));
    return { width: info.width, height: info.height, channels: info.channels, values };
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/**
 * Reads a mask: anomalous (1) where any colour channel is above 0 in the file, whatever its bit depth; then resized by
 * the nearest pixel. A transparent pixel counts by its colour, not by its transparency.
 *
 * @throws {DataError} the file is missing, truncated or not an image.
 */
export async function loadMask(file: string, imageSize: number): Promise<LoadedMask> {
  checkImageSize(imageSize, 'loadMask');
  const { width, height, channels, values } = await decodeMask(file);
  const mask = new Uint8Array(imageSize * imageSize);
  for (let y = 0; y < imageSize; y++) {
    const row = Math.floor(((y + 0.5) * height) / imageSize) * width;
    for (let x = 0; x < imageSize; x++) {
      const at = (row + Math.floor(((x + 0.5) * width) / imageSize)) * channels;
      for (let c = 0; c < channels; c++) if (values[at + c] > 0) mask[y * imageSize + x] = 1;
    }
  }
  return { mask, originalWidth: width, originalHeight: height };
}

/** What to say of a mask that does not fit its image; sizes are width and height in the files, pixels. */
export function maskSizeError(image: string, mask: string, imageSize: number[], maskSize: number[]): MaskError {
  return new MaskError(
    `The mask ${mask} is ${maskSize.join(' x ')}, its image ${image} is ${imageSize.join(' x ')}. Expected equal sizes; make the mask again.`,
    { file: mask },
  );
}
