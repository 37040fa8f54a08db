/** Maps as files of numbers, for other programs. */
import { NumericError, ShapeError } from '../base';
import { loadSharp } from '../base/sharp';
import { checkScale, checkSize, type MapScale } from './colourMap';

/** Forms of a map's file, each with its ending. */
export const MAP_FORMS = { npy: '.npy', tiff: '.tiff', png16: '.png' } as const;
export type MapForm = keyof typeof MAP_FORMS;

const asBytes = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/**
 * NumPy's format, version 1.0, little-endian float32: a magic word, the length of a header, the header padded to a multiple of 64
 * bytes, the numbers. No well-kept package writes it.
 *
 * @param shape Row by row. @throws {ShapeError} the shape has another number of values.
 */
export function encodeNpy(values: Float32Array, shape: readonly number[]): Buffer {
  if (shape.reduce((a, b) => a * b, 1) !== values.length)
    throw new ShapeError(`encodeNpy: expected [${shape}] values, got ${values.length}.`);
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`;
  const head = Buffer.alloc(Math.ceil((10 + text.length + 1) / 64) * 64, ' ');
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(head.length - 10, 8);
  head.write(text, 10, 'latin1');
  head.write('\n', head.length - 1);
  return Buffer.concat([head, asBytes(values)]);
}

/** Tags of a TIFF file with one strip of 32-bit floats, and their types (3: 16 bits, 4: 32 bits). */
const tags = (width: number, height: number, offset: number): [tag: number, type: 3 | 4, value: number][] => [
  [256, 4, width],
  [257, 4, height],
  [258, 3, 32],
  [259, 3, 1],
  [262, 3, 1],
  [273, 4, offset],
  [277, 3, 1],
  [278, 4, height],
  [279, 4, 4 * width * height],
  [339, 3, 3],
];

/**
 * A TIFF of one channel of 32-bit floats, not compressed. sharp writes floats in three channels only.
 *
 * @throws {ShapeError} the map has another number of values.
 */
export function encodeFloatTiff(values: Float32Array, width: number, height: number): Buffer {
  checkSize('encodeFloatTiff', values, width, height, 1);
  const entries = tags(width, height, 8);
  const head = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(8 + values.byteLength, 4);
  const directory = Buffer.alloc(2 + 12 * entries.length + 4);
  directory.writeUInt16LE(entries.length);
  for (const [i, [tag, type, value]] of entries.entries()) {
    const at = 2 + 12 * i;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(1, at + 4);
    if (type === 3) directory.writeUInt16LE(value, at + 8);
    else directory.writeUInt32LE(value, at + 8);
  }
  return Buffer.concat([head, asBytes(values), directory]);
}

/**
 * A 16-bit grey PNG: 0 at the scale's `min` and below, 65,535 at its `max` and above.
 *
 * @throws {ShapeError} the map has another number of values. @throws {OptionError} min is not below max.
 * @throws {NumericError} a value is not finite.
 */
export async function encodePng16(
  values: Float32Array,
  width: number,
  height: number,
  scale: MapScale,
): Promise<Buffer> {
  checkScale('encodePng16', scale);
  checkSize('encodePng16', values, width, height, 1);
  const factor = 65_535 / (scale.max - scale.min);
  const places = new Uint16Array(values.length);
  for (const [i, value] of values.entries()) {
    if (!Number.isFinite(value)) throw new NumericError(`encodePng16: value ${value} at position ${i} is not finite.`);
    places[i] = Math.round(Math.min(65_535, Math.max(0, factor * (value - scale.min))));
  }
  return loadSharp()(places, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
}

/** A map as a file of the form. Throws as the encoders. */
export async function encodeMap(
  form: MapForm,
  values: Float32Array,
  width: number,
  height: number,
  scale: MapScale,
): Promise<Buffer> {
  if (form === 'npy') return encodeNpy(values, [height, width]);
  if (form === 'tiff') return encodeFloatTiff(values, width, height);
  return encodePng16(values, width, height, scale);
}
