/** BMP, in which two of BTAD's products are shipped and which sharp lacks. */
import type * as Bmp from 'bmp-ts';

/** Loaded with the first BMP, so that importing borad stays quick. */
const bmp = () => require('bmp-ts') as typeof Bmp;

/** [H, W, 3] RGB, 0 to 255. */
export interface DecodedBmp {
  width: number;
  height: number;
  pixels: Buffer;
}

/** Throws an Error unless all the pixels that the header promises are there, before room is made for them. */
function checkLength(bytes: Buffer): void {
  if (bytes.length < 54) throw new Error(`a BMP of ${bytes.length} bytes, expected a header of at least 54`);
  const [width, height, bits] = [bytes.readUInt32LE(18), Math.abs(bytes.readInt32LE(22)), bytes.readUInt16LE(28)];
  const expected = 14 + bytes.readUInt32LE(14) + Math.ceil((width * bits) / 32) * 4 * height;
  if (width === 0 || height === 0) throw new Error(`a BMP of ${width} x ${height} pixels`);
  if (bytes.length < expected) throw new Error(`a BMP cut short: ${bytes.length} of ${expected} bytes`);
}

/**
 * Decodes an uncompressed BMP.
 *
 * @throws {Error} it is cut short, or of a form that the decoder would read wrongly.
 */
export function decodeBmp(bytes: Buffer): DecodedBmp {
  const [bits, compressed] = bytes.length < 54 ? [0, 0] : [bytes.readUInt16LE(28), bytes.readUInt32LE(30)];
  const isPlain = compressed === 0 && (bits === 1 || bits === 8 || bits === 24 || bits === 32);
  const hasFields = compressed === 3 && bits === 32;
  if (bytes.length >= 54 && !isPlain && !hasFields) {
    throw new Error(
      `a BMP of ${bits} bits per pixel and compression ${compressed}; only uncompressed ones of 1, 8, 24 and 32 bits are read: save it as PNG`,
    );
  }
  checkLength(bytes);
  const { width, height, offset, headerSize = 0, palette = [], data } = bmp().decode(bytes);
  // The decoder reads on after its header and palette, wherever the file says that the pixels begin.
  const begin = 14 + headerSize + (hasFields && headerSize === 40 ? 12 : 0) + 4 * palette.length;
  if (offset !== begin) throw new Error(`a BMP whose pixels begin at byte ${offset}, expected ${begin}`);
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    // The decoder gives alpha, blue, green, red.
    pixels[i * 3] = data[i * 4 + 3];
    pixels[i * 3 + 1] = data[i * 4 + 2];
    pixels[i * 3 + 2] = data[i * 4 + 1];
  }
  return { width, height, pixels };
}
