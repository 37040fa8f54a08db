/** Photographs on their way from a file or its bytes to RGB, in the one way in which the model and pictures of them see them. */
import type { Sharp } from 'sharp';
import { openImage, type PictureSource } from './openImage';
import type { DataRange } from './pixelRange';
import { isWide, toFullRange } from './wideImage';

/** Knows which value is white; asked only for a file of more than 8 bits per channel that does not say so itself. */
export type RangeSource = DataRange | (() => Promise<DataRange>);

export interface DecodedPhoto {
  /** Turned by EXIF, on black where transparent, sRGB; to be resized and written as bytes. */
  image: Sharp;
  /** Width and height in the file, after EXIF rotation. */
  width: number;
  height: number;
}

/**
 * Prepares a photo for decoding.
 *
 * @throws {DataError} the file is of a kind that is not decoded here, or its values do not fit the range.
 * @throws {Error} from sharp.
 */
export async function decodePhoto(source: PictureSource, range: RangeSource): Promise<DecodedPhoto> {
  const opened = await openImage(source);
  const metadata = await opened.image.metadata();
  const { width, height } = metadata.autoOrient;
  const image = isWide(opened, metadata)
    ? await toFullRange(opened, metadata, typeof range === 'string' ? range : await range())
    : opened.image;
  return { image: image.autoOrient().flatten({ background: '#000' }).toColourspace('srgb'), width, height };
}
