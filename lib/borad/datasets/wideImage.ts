/** Images of more than 8 bits per channel, brought to the full range of 16 bits. */
import type { Metadata, Sharp } from 'sharp';
import { loadSharp } from '../base/sharp';
import type { OpenedImage } from './openImage';
import { brightestOf, brightestSeen, type DataRange, rangeOfBrightest, stretched, type WideValues } from './pixelRange';

/** Whether a file's range is open to question: more than 8 bits, and no word about which value is white. */
export const isWide = ({ saysRange }: OpenedImage, { depth = 'uchar' }: Metadata): boolean =>
  depth !== 'uchar' && !saysRange;

/** Plain arrays of a wide image, turned by EXIF. */
interface Decoded extends WideValues {
  width: number;
  height: number;
  channels: 1 | 2 | 3 | 4;
}

/**
 * Decodes an image in its file's own unit, turned by EXIF, as RGB or grey with what transparency it has.
 *
 * @throws {Error} from sharp.
 */
export async function decodeWide(image: Sharp, { depth, space }: Metadata): Promise<Decoded> {
  const turned = image.clone().autoOrient();
  // In their own space values pass unchanged; on the way to another sharp would bend or cut them.
  const own =
    depth === 'ushort' || space === 'grey16' || space === 'rgb16'
      ? turned.toColourspace('rgb16')
      : space === 'scrgb'
        ? turned.pipelineColourspace('scrgb').toColourspace('scrgb')
        : turned;
  const isShort = depth === 'ushort';
  const { data, info } = await own.raw({ depth: isShort ? 'ushort' : 'float' }).toBuffer({ resolveWithObject: true });
  const bytes = data.buffer.slice(data.byteOffset, data.byteOffset + data.length) as ArrayBuffer;
  return {
    width: info.width,
    height: info.height,
    channels: info.channels as Decoded['channels'],
    values: isShort ? new Uint16Array(bytes) : new Float32Array(bytes),
    isWhole: depth !== 'float' && depth !== 'double',
  };
}

/** The brightest value of an image in its file's unit, of whole numbers but for stuck pixels. Throws an Error from sharp. */
export async function brightestValue(
  { plain }: OpenedImage,
  metadata: Metadata,
): Promise<{ value: number; isWhole: boolean }> {
  const { values, isWhole } = await decodeWide(plain.removeAlpha(), metadata);
  return { value: isWhole ? brightestSeen(values) : brightestOf(values), isWhole };
}

/**
 * The image with white at 65535, as sharp takes it; transparent pixels black. Of a file that fills its 16 bits that is the
 * file; the colour profile of another is meant for other values and left out.
 *
 * @throws {DataError} the values do not fit the range. @throws {Error} from sharp.
 */
export async function toFullRange(
  { file, image, plain }: OpenedImage,
  metadata: Metadata,
  range: DataRange,
): Promise<Sharp> {
  const isShort = metadata.depth === 'ushort';
  if (isShort && range === 'full') return image;
  const flat = metadata.hasAlpha ? plain.flatten({ background: '#000' }) : plain;
  const { width, height, channels, ...wide } = await decodeWide(flat, metadata);
  if (isShort && range === 'auto' && rangeOfBrightest(brightestSeen(wide.values)) === 'full') return image;
  return loadSharp()(stretched(wide, range, file), { raw: { width, height, channels } });
}
