import { crc32, deflateSync } from 'node:zlib';
import { ShapeError } from '../base';

function chunk(type: string, body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + body.length);
  bytes.writeUInt32BE(body.length);
  bytes.write(type, 4, 'latin1');
  bytes.set(body, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)) >>> 0, 8 + body.length);
  return bytes;
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
  const stride = width * count;
  const raw = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) raw.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  head[9] = count === 4 ? 6 : 2;
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(raw, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}
