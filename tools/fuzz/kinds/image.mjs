/** A damaged photograph: what the library reads is what sharp reads, or an error. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { damageBytes, few } from '../damage.mjs';
import { borad, sharp } from '../library.mjs';
import { encoded, noise, png } from '../pictures.mjs';
import { putOdd } from '../tree.mjs';
import { expectRight, WrongResult } from '../verdict.mjs';

/** @typedef {import('../library.mjs').Rng} Rng */

const SIZE = 24;

/**
 * Files that say they are enormous.
 *
 * @param {Rng} rng
 * @param {Buffer} bytes
 * @param {string | undefined} ending
 */
function giant(rng, bytes, ending) {
  const side = rng.pick([65500, 30000, 16385, 4_000_000, 0x7fffffff]);
  if (ending === 'bmp') {
    const copy = Buffer.from(bytes);
    copy.writeInt32LE(side, 18);
    copy.writeInt32LE(side, 22);
    return copy;
  }
  const start = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  if (ending === 'jpg' && start > 0) {
    const copy = Buffer.from(bytes);
    copy.writeUInt32BE(0xfff0fff0, start + 5);
    return copy;
  }
  return png(side, rng.pick([side, 49]), 8, 2, Buffer.alloc(1000));
}

/**
 * All white, small as a file and 100 million pixels or more when it is read.
 *
 * @param {Rng} rng
 */
function bomb(rng) {
  const side = rng.pick([10_000, 20_000]);
  return png(side, side, 1, 0, Buffer.alloc((Math.ceil(side / 8) + 1) * side));
}

const SHAPES = [
  [1, 1],
  [1, 300],
  [300, 1],
  [2, 3],
  [9000, 1],
];

/**
 * @param {Rng} rng
 * @returns {Promise<{ what: string, bytes: Buffer, ending: string | undefined, harmless?: boolean }>}
 */
async function damaged(rng) {
  const [width, height] = rng.chance(0.15) ? rng.pick(SHAPES) : [40 + rng.int(30), 30 + rng.int(30)];
  const { what, bytes, ending } = await encoded(rng, noise(rng, width, height), width, height);
  const kind = rng.uniform();
  if (kind < 0.2) return { what: `${what}, ${width} x ${height}`, bytes, ending, harmless: true };
  if (kind < 0.23) return { what: `${what} said to be giant`, bytes: giant(rng, bytes, ending), ending };
  if (kind < 0.235) return { what: 'a bomb', bytes: bomb(rng), ending: 'png' };
  if (kind < 0.3) {
    const [depth, colour] = [rng.pick([1, 2, 4, 8, 16, 3]), rng.pick([0, 2, 3, 4, 6, 1])];
    const rows = Buffer.alloc(20 * (1 + 20 * 8), few(rng, 0, 255) % 5);
    return { what: `png of depth ${depth}, colour ${colour}`, bytes: png(20, 20, depth, colour, rows), ending: 'png' };
  }
  if (kind < 0.36)
    return {
      what: `${what} with another ending`,
      bytes,
      ending: rng.pick(['jpg', 'png', 'bmp', 'webp', 'PNG', 'tif']),
    };
  const damage = damageBytes(rng, bytes);
  return { what: `${what}, ${damage.what}`, bytes: damage.bytes, ending };
}

/**
 * What sharp makes of the file, or null.
 *
 * @param {Buffer} bytes
 */
async function bySharp(bytes) {
  try {
    const image = sharp(bytes, { failOn: 'warning' });
    const { autoOrient, depth } = await image.metadata();
    const pixels = await image
      .autoOrient()
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .resize(SIZE, SIZE, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
      .raw({ depth: 'uchar' })
      .toBuffer();
    return { pixels, depth, width: autoOrient.width, height: autoOrient.height };
  } catch {
    return null;
  }
}

const isBmp = (/** @type {Buffer} */ bytes) => bytes.length > 1 && bytes.toString('latin1', 0, 2) === 'BM';

/**
 * @param {string} file
 * @param {Buffer} [bytes]
 */
async function checkFile(file, bytes) {
  const { pixels, originalWidth, originalHeight } = await borad.loadImage(file, SIZE);
  expectRight(pixels.length === SIZE * SIZE * 3, `${pixels.length} values, expected ${SIZE * SIZE * 3}`);
  expectRight(originalWidth >= 1 && originalHeight >= 1, `size ${originalWidth} x ${originalHeight}`);
  if (!bytes || isBmp(bytes)) return;
  const expected = await bySharp(bytes);
  if (expected === null) throw new WrongResult('accepted, though sharp refuses it');
  const size = `${originalWidth} x ${originalHeight}`;
  expectRight(
    size === `${expected.width} x ${expected.height}`,
    `${size}, sharp says ${expected.width} x ${expected.height}`,
  );
  if (expected.depth !== 'uchar') return;
  expectRight(Buffer.from(pixels).equals(expected.pixels), 'other pixels than sharp reads');
}

/** @type {import('./index.mjs').Kind} */
export const image = {
  share: 30,
  async build(rng, folder) {
    mkdirSync(folder, { recursive: true });
    if (rng.chance(0.02)) {
      const file = join(folder, 'odd.png');
      const what = putOdd(rng, file);
      return {
        what: `${what} in place of a picture`,
        check: () => checkFile(file),
        command: ['data', 'check', folder],
      };
    }
    const { what, bytes, ending, harmless } = await damaged(rng);
    const file = join(folder, `picture.${ending}`);
    writeFileSync(file, bytes);
    return { what, harmless, check: () => checkFile(file, bytes) };
  },
};
