/** Small pictures in all forms that sharp writes, and such as it does not write. */
import { crc32, deflateSync } from 'node:zlib';
import { sharp } from './library.mjs';

/** @typedef {import('./library.mjs').Rng} Rng */

/**
 * [H, W, channels] of a gradient with noise.
 *
 * @param {Rng} rng
 * @param {number} width
 * @param {number} height
 */
export function noise(rng, width, height, channels = 3) {
  const pixels = Buffer.alloc(width * height * channels);
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = Math.floor(i / channels / width) * 3 + (i % channels) * 40 + rng.int(60);
  return pixels;
}

/** @type {(pixels: Buffer, width: number, height: number, channels: number) => ReturnType<typeof sharp>} */
const raw = (pixels, width, height, channels) => sharp(pixels, { raw: { width, height, channels } });

/**
 * An uncompressed BMP of 24 bits.
 *
 * @param {Uint8Array} pixels
 * @param {number} width
 * @param {number} height
 */
export function bmp(pixels, width, height) {
  const row = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + row * height);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) bytes[54 + (height - 1 - y) * row + x * 3 + c] = pixels[(y * width + x) * 3 + 2 - c];
    }
  }
  return bytes;
}

/**
 * A chunk of a PNG with its checksum.
 *
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const bytes = Buffer.alloc(body.length + 8);
  bytes.writeUInt32BE(data.length);
  body.copy(bytes, 4);
  bytes.writeUInt32BE(crc(body), body.length + 4);
  return bytes;
}

const TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/**
 * zlib's checksum, which older Node.js does not export.
 *
 * @param {Buffer} bytes
 */
function crc(bytes) {
  if (crc32) return crc32(bytes);
  let c = 0xffffffff;
  for (const byte of bytes) c = TABLE[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/**
 * A PNG of any colour type and depth, allowed or not, around these rows.
 *
 * @param {number} width
 * @param {number} height
 * @param {number} depth
 * @param {number} colour
 * @param {Buffer} rows
 */
export function png(width, height, depth, colour, rows) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = depth;
  head[9] = colour;
  const parts = [chunk('IHDR', head)];
  if (colour === 3) parts.push(chunk('PLTE', Buffer.from([0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 255])));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...parts,
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * A picture in a random form: bytes and the ending of its name.
 *
 * @param {Rng} rng
 * @param {Buffer} pixels
 * @param {number} width
 * @param {number} height
 * @returns {Promise<{ what: string, bytes: Buffer, ending: string | undefined }>}
 */
export async function encoded(rng, pixels, width, height, channels = 3) {
  const image = raw(pixels, width, height, channels);
  /** @type {Record<string, () => ReturnType<typeof sharp>>} */
  const forms = {
    png: () => image.png(),
    'png of 16 bits': () => image.toColourspace('rgb16').png(),
    'interlaced png': () => image.png({ progressive: true }),
    'grey png': () => image.greyscale().png(),
    'png with a palette': () => image.png({ palette: true }),
    'png with alpha': () => image.ensureAlpha(0.5).png(),
    jpg: () => image.jpeg({ quality: 90 }),
    'progressive jpg': () => image.jpeg({ progressive: true }),
    'jpg of four inks': () => image.toColourspace('cmyk').jpeg(),
    'turned jpg': () => image.withMetadata({ orientation: 1 + rng.int(8) }).jpeg(),
    webp: () => image.webp(),
    tiff: () => image.tiff(),
    'tiled tiff': () => image.tiff({ tile: true, compression: 'deflate' }),
    gif: () => image.gif(),
  };
  const names = [...Object.keys(forms), ...(channels === 3 ? ['bmp'] : [])];
  const what = names[rng.int(names.length)];
  const bytes = what === 'bmp' ? bmp(pixels, width, height) : await forms[what]().toBuffer();
  return { what, bytes, ending: /png|jpg|webp|tiff|gif|bmp/.exec(what)?.[0] };
}
