/** Masks on disk at the size of a set's images. */
import { type ImageSize, MaskError } from '../base';
import { decodeMask } from './decodeMask';
import { checkImageSize } from './loadImage';
import { MASK_LIMIT, maskFault } from './maskFault';
import { type MaskRule, resizeMask } from './maskResize';
import { markMask } from './maskValues';
import { subpixelRegions } from './regions';

/** The image that a mask belongs to. */
export interface MaskedImage {
  file: string;
  originalWidth: number;
  originalHeight: number;
}

export interface LoadedMask {
  /** [height, width] of the set's images, 0 or 1. */
  mask: Uint8Array;
  /** Regions of the file that are smaller than one pixel of `mask`; by the rule `overlap` each has at least one there. */
  subpixelRegions: number;
}

/** What to say of a mask that does not fit its image; sizes are width and height in the files, pixels. */
export function maskSizeError(image: string, mask: string, photoSize: number[], maskSize: number[]): MaskError {
  const isTurned = photoSize[0] === maskSize[1] && photoSize[1] === maskSize[0];
  const remedy = isTurned ? 'turn the mask the way the photo is seen, by its EXIF orientation' : 'make the mask again';
  return new MaskError(
    `The mask ${mask} is ${maskSize.join(' x ')}, its image ${image} is ${photoSize.join(' x ')}. Expected equal sizes; ${remedy}.`,
    { file: mask },
  );
}

/**
 * Reads the mask of an image: which pixels are anomalous its values say (`markMask`), on black where its transparency varies;
 * then it is resized, by default so that no region vanishes (`resizeMask`).
 *
 * @param limit Share of the image, above 0 to 1, that it may mark. @param rule How it is resized.
 * @throws {MaskError} the file is unreadable, of another size than its image, or marks nothing, more than `limit`, or shades
 *   that no mask has.
 * @throws {OptionError} imageSize is not a size.
 */
export async function loadMask(
  file: string,
  image: MaskedImage,
  imageSize: ImageSize,
  limit: number = MASK_LIMIT,
  rule: MaskRule = 'overlap',
): Promise<LoadedMask> {
  checkImageSize(imageSize, 'loadMask');
  const decoded = await decodeMask(file);
  const { width, height } = decoded;
  if (width !== image.originalWidth || height !== image.originalHeight) {
    throw maskSizeError(image.file, file, [image.originalWidth, image.originalHeight], [width, height]);
  }
  const found = markMask(decoded);
  const fault = maskFault(file, image.file, decoded, found, limit);
  if (fault) throw new MaskError(fault.message, { file });
  return {
    mask: resizeMask(found.marked, width, imageSize, rule),
    subpixelRegions: subpixelRegions(found.marked, width, imageSize),
  };
}
