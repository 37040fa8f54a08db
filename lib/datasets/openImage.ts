/**
 * Files as sharp takes them; BMP, in which two of BTAD's products are shipped and which sharp lacks, is decoded before.
 */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { decode } from 'bmp-ts';
import sharp, { type Sharp } from 'sharp';

/** [H, W, 3] RGB of an uncompressed BMP. Throws an Error for what the decoder would read wrongly. */
function decodeBmp(bytes: Buffer): { width: number; height: number; pixels: Buffer } {
  const { width, height, bitPP, compression, offset, headerSize = 0, palette = [], data } = decode(bytes);
  const isPlain = compression === 0 && (bitPP === 1 || bitPP === 8 || bitPP === 24 || bitPP === 32);
  const hasFields = compression === 3 && bitPP === 32;
  if (!isPlain && !hasFields) {
    throw new Error(`a BMP of ${bitPP} bits a pixel and compression ${compression}, expected an uncompressed one`);
  }
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

/**
 * Opens an image file for decoding; truncated and damaged files fail then, instead of giving grey pixels.
 *
 * @throws {Error} a BMP cannot be read; for other kinds sharp throws when it decodes.
 */
export async function openImage(file: string): Promise<Sharp> {
  if (extname(file).toLowerCase() !== '.bmp') return sharp(file, { failOn: 'warning' });
  const { width, height, pixels } = decodeBmp(await readFile(file));
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/**
 * Width and height of an image in the file, pixels, after EXIF rotation. Of most kinds only the header is read.
 *
 * @throws {Error} the file is missing or not an image.
 */
export async function imageSize(file: string): Promise<[number, number]> {
  const { autoOrient } = await (await openImage(file)).metadata();
  return [autoOrient.width, autoOrient.height];
}
