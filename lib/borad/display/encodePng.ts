import { promisify } from 'node:util';
import { crc32, deflate, deflateSync } from 'node:zlib';
import { ShapeError } from '../base';

function chunk(type: string, body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + body.length);
  bytes.writeUInt32BE(body.length);
  bytes.write(type, 4, 'latin1');
  bytes.set(body, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)) >>> 0, 8 + body.length);
  return bytes;
}

/** Colour types of the format. */
const RGB = 2;
const INDEXED = 3;
const RGBA = 6;

function pngFile(width: number, height: number, colourType: number, parts: Buffer[]): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  head[9] = colourType;
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', head), ...parts, chunk('IEND', new Uint8Array())]);
}

/** Rows of the file, each after a byte that names its filter (0, none). */
function filteredRows(pixels: Uint8Array | Uint8ClampedArray, stride: number, height: number): Buffer {
  const raw = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) raw.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  return raw;
}

/**
 * An 8-bit PNG, synchronously: plotly asks its canvas for one in the middle of drawing.
 *
 * @param pixels [height, width, channels] row by row, 0 to 255; 3 channels are RGB, 4 are RGBA.
 * @throws {ShapeError} the number of pixels is not width x height x (3 or 4).
 */
export function encodePng(pixels: Uint8Array | Uint8ClampedArray, width: number, height: number): Buffer {
  const count = pixels.length / (width * height);
  if (count !== 3 && count !== 4) {
    throw new ShapeError(
      `encodePng: expected ${width} x ${height} x 3 or 4 = ${3 * width * height} or ${4 * width * height} values, got ${pixels.length}.`,
    );
  }
  const raw = filteredRows(pixels, width * count, height);
  return pngFile(width, height, count === 4 ? RGBA : RGB, [chunk('IDAT', deflateSync(raw, { level: 9 }))]);
}

/**
 * A PNG of at most 256 colours: a third of the bytes to compress, and none of the colours changed.
 *
 * @param indices [height, width], rows of the colour table.
 * @param table RGB by index, 0 to 255, at most 256 colours.
 * @throws {ShapeError} the number of indices is not width x height, or the table is no table of colours.
 */
export async function encodeIndexedPng(
  indices: Uint8Array,
  table: Uint8Array,
  width: number,
  height: number,
): Promise<Buffer> {
  if (indices.length !== width * height || table.length % 3 !== 0 || table.length > 768) {
    throw new ShapeError(
      `encodeIndexedPng: expected ${width} x ${height} = ${width * height} indices and at most 256 colours, got ${indices.length} and ${table.length / 3}.`,
    );
  }
  const packed = await promisify(deflate)(filteredRows(indices, width, height), { level: 6 });
  return pngFile(width, height, INDEXED, [chunk('PLTE', table), chunk('IDAT', packed)]);
}
