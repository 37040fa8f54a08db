/** Masks as they lie in their files. */
import { MaskError } from '../base';
import { changesValues } from './fileKind';
import { isFolder } from './layouts/listing';
import { walkImages } from './layouts/walkImages';
import { unreadable } from './loadImage';
import { openImage } from './openImage';
import { decodeWide } from './wideImage';

/** A mask at its own size, in its file's unit. */
export interface DecodedMask {
  width: number;
  height: number;
  /** [H, W], the greatest of the colours, times the opacity where that varies; 0 to 65535. */
  values: Uint16Array;
  /** Whether the file is of a kind that changes values by compressing them. */
  isLossy: boolean;
  /** What transparency says against the colours; undefined where it says nothing. */
  alpha?: 'shape in alpha only' | 'marked and transparent';
}

interface Planes {
  width: number;
  height: number;
  channels: number;
  values: Uint16Array | Float32Array;
}

/** Decodes every channel without bending values. */
async function decodePlanes(file: string): Promise<Planes & { hasAlpha: boolean; isLossy: boolean }> {
  const { plain: image } = await openImage(file);
  const metadata = await image.metadata();
  const { depth = 'uchar', format } = metadata;
  const isLossy = changesValues(file, format);
  if (depth !== 'uchar') {
    const { width, height, channels, values } = await decodeWide(image, metadata);
    return { width, height, channels, values, hasAlpha: channels === 2 || channels === 4, isLossy };
  }
  const { data, info } = await image
    .autoOrient()
    .toColourspace('srgb')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const values = new Uint16Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.length) as ArrayBuffer);
  return { width, height, channels, values, hasAlpha: channels === 2 || channels === 4, isLossy };
}

/** Floats and numbers beyond 16 bits as whole numbers to 65535; whole numbers below stay. Throws {MaskError}. */
function toWhole(file: string, values: Float32Array): Uint16Array {
  let top = 0;
  let isWhole = true;
  for (const value of values) {
    if (!Number.isFinite(value) || value < 0) {
      throw new MaskError(`The mask ${file} holds the value ${value}. Expected numbers from 0; save it as 8-bit PNG.`, {
        file,
      });
    }
    if (value > top) top = value;
    if (!Number.isInteger(value)) isWhole = false;
  }
  const factor = (isWhole && top <= 65535) || top === 0 ? 1 : 65535 / top;
  // What is above 0 must not round to it.
  return Uint16Array.from(values, (value) => (value === 0 ? 0 : Math.max(1, Math.round(value * factor))));
}

/**
 * Joins colours and transparency to one value at each pixel: on black, where transparency varies. It is reported that this says
 * something else than the colours do: where these are the same everywhere, or where transparent pixels have a marked colour.
 */
function joinChannels(values: Uint16Array, channels: number, hasAlpha: boolean): Pick<DecodedMask, 'values' | 'alpha'> {
  const colours = hasAlpha ? channels - 1 : channels;
  const joined = new Uint16Array(values.length / channels);
  let [lowest, highest, clearest, densest] = [65535, 0, 65535, 0];
  let isMarkedClear = false;
  for (let i = 0; i < joined.length; i++) {
    for (let c = 0; c < colours; c++) joined[i] = Math.max(joined[i], values[i * channels + c]);
    lowest = Math.min(lowest, joined[i]);
    highest = Math.max(highest, joined[i]);
    if (!hasAlpha) continue;
    const opacity = values[i * channels + colours];
    clearest = Math.min(clearest, opacity);
    densest = Math.max(densest, opacity);
    if (opacity === 0 && joined[i] > 0) isMarkedClear = true;
  }
  if (!hasAlpha || clearest === densest) return { values: joined };
  const alpha = lowest === highest ? 'shape in alpha only' : isMarkedClear ? 'marked and transparent' : undefined;
  const full = densest > 255 ? 65535 : 255;
  for (let i = 0; i < joined.length; i++) {
    const product = joined[i] * values[i * channels + colours];
    // A class number must not round to 0.
    joined[i] = product === 0 ? 0 : Math.max(1, Math.round(product / full));
  }
  return { values: joined, alpha };
}

/**
 * Joins the masks of one image, each of which marks one defect: a pixel is marked where any of them marks it.
 *
 * @throws {MaskError} there are none, or they differ in size; a file as for `decodeMask`.
 */
async function joinedMasks(dir: string): Promise<DecodedMask> {
  const { images } = walkImages(dir);
  const decoded = await Promise.all(images.map(({ file }) => decodeMask(file)));
  const [first] = decoded;
  if (!first) throw new MaskError(`The folder ${dir} holds no mask. Expected one image per defect.`, { file: dir });
  const { width, height } = first;
  const values = new Uint16Array(width * height);
  for (const [i, mask] of decoded.entries()) {
    const file = images[i]?.file ?? dir;
    if (mask.width !== width || mask.height !== height)
      throw new MaskError(
        `The mask ${file} is ${mask.width} x ${mask.height}, its image ${width} x ${height}. Expected equal sizes; make it again.`,
        { file },
      );
    mask.values.forEach((value, at) => {
      if (value > 0) values[at] = 255;
    });
  }
  return { width, height, values, isLossy: false };
}

/**
 * Decodes a mask at its own size and depth; of a folder, the masks in it joined.
 *
 * @throws {MaskError} the file is missing, truncated, no image or no regular file; a value is negative or not a number.
 */
export async function decodeMask(file: string): Promise<DecodedMask> {
  if (isFolder(file)) return joinedMasks(file);
  try {
    const { width, height, channels, values, hasAlpha, isLossy } = await decodePlanes(file);
    const whole = values instanceof Float32Array ? toWhole(file, values) : values;
    return { width, height, isLossy, ...joinChannels(whole, channels, hasAlpha) };
  } catch (cause) {
    if (cause instanceof MaskError) throw cause;
    const { message } = unreadable(file, cause);
    throw new MaskError(message.replace('Cannot read the image', 'Cannot read the mask'), { file, cause });
  }
}
