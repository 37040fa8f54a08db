/** A damaged or unusual mask: the defect is where it was drawn, or an error says why not. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { damageBytes } from '../damage.mjs';
import { borad, sharp } from '../library.mjs';
import { bmp, noise } from '../pictures.mjs';
import { putOdd } from '../tree.mjs';
import { expectRight, WrongResult } from '../verdict.mjs';

/** @typedef {import('../library.mjs').Rng} Rng */

const SIZE = 32;

/**
 * A rectangle of 1 on 0.
 *
 * @param {Rng} rng
 */
function drawn(rng) {
  const mask = new Uint8Array(SIZE * SIZE);
  const [left, top, width, height] = [rng.int(16), rng.int(16), 3 + rng.int(12), 3 + rng.int(12)];
  for (let y = top; y < top + height; y++) mask.fill(1, y * SIZE + left, y * SIZE + left + width);
  return mask;
}

/** @typedef {ReturnType<typeof sharp>} Image */

/**
 * Ways to write a mask that mean the same.
 *
 * @type {Record<string, (image: Image) => Promise<Buffer>>}
 */
const FORMS = {
  'grey png': (image) => image.toColourspace('b-w').png().toBuffer(),
  'rgb png': (image) => image.toColourspace('srgb').png().toBuffer(),
  'png of 16 bits': (image) => image.toColourspace('grey16').png().toBuffer(),
  'png with a palette': (image) => image.png({ palette: true, colours: 2 }).toBuffer(),
  'png with alpha': (image) => image.toColourspace('srgb').ensureAlpha(1).png().toBuffer(),
  'interlaced png': (image) => image.png({ progressive: true }).toBuffer(),
};

const grey = (/** @type {Uint8Array} */ values, side = SIZE) =>
  sharp(Buffer.from(values), { raw: { width: side, height: side, channels: 1 } });

/**
 * Masks that cannot be right: marks everything, nothing, or too much; another size.
 *
 * @type {Record<string, (mask: Uint8Array, rng: Rng) => Promise<Buffer>>}
 */
const WRONG = {
  'all marked': () =>
    grey(new Uint8Array(SIZE * SIZE).fill(255))
      .png()
      .toBuffer(),
  'nothing marked': () =>
    grey(new Uint8Array(SIZE * SIZE))
      .png()
      .toBuffer(),
  inverted: (mask) =>
    grey(mask.map((value) => 255 - 255 * value))
      .png()
      .toBuffer(),
  'half its size': (mask) =>
    grey(mask.map((value) => 255 * value))
      .resize(SIZE / 2, SIZE / 2)
      .png()
      .toBuffer(),
  'a photograph': (_, rng) =>
    sharp(noise(rng, SIZE, SIZE), { raw: { width: SIZE, height: SIZE, channels: 3 } })
      .png()
      .toBuffer(),
};

/**
 * @param {Rng} rng
 * @param {Uint8Array} mask
 * @returns {Promise<{ what: string, bytes: Buffer, harmless?: boolean, mustNotBe?: boolean }>}
 */
async function damaged(rng, mask) {
  const white = mask.map((value) => 255 * value);
  const kind = rng.uniform();
  if (kind < 0.35) {
    const what = rng.pick(Object.keys(FORMS));
    return { what, bytes: await FORMS[what](grey(white)), harmless: true };
  }
  if (kind < 0.4) {
    const rgb = Buffer.alloc(SIZE * SIZE * 3);
    for (let i = 0; i < rgb.length; i++) rgb[i] = white[Math.floor(i / 3)];
    return { what: 'bmp named png', bytes: bmp(rgb, SIZE, SIZE) };
  }
  if (kind < 0.55) {
    const what = rng.pick(Object.keys(WRONG));
    return { what, bytes: await WRONG[what](mask, rng), mustNotBe: true };
  }
  const form = rng.pick(Object.keys(FORMS));
  const { what, bytes } = damageBytes(rng, await FORMS[form](grey(white)));
  return { what: `${form}, ${what}`, bytes };
}

/** @param {string} folder */
async function read(folder) {
  const set = borad.openDataset(folder, { ...borad.resolveConfig().data, imageSize: SIZE });
  const sample = set.samples.find(({ defect }) => defect === 'crack');
  if (!sample) throw new WrongResult('the defective photo is gone');
  const { mask } = await set.read(sample);
  expectRight(mask.length === SIZE * SIZE && mask.every((value) => value <= 1), 'a mask of other values than 0 and 1');
  return mask;
}

/** @type {import('./index.mjs').Kind} */
export const mask = {
  share: 12,
  async build(rng, folder) {
    const put = (/** @type {string} */ path, /** @type {Buffer} */ bytes) => {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    };
    const photo = () =>
      sharp(noise(rng, SIZE, SIZE), { raw: { width: SIZE, height: SIZE, channels: 3 } })
        .png()
        .toBuffer();
    for (const path of ['train/good/0.png', 'train/good/1.png', 'test/good/0.png', 'test/crack/0.png'])
      put(`part/${path}`, await photo());
    const truth = drawn(rng);
    const place = 'part/ground_truth/crack/0_mask.png';
    const { what, bytes, harmless, mustNotBe } = await damaged(rng, truth);
    put(place, bytes);
    const odd = rng.chance(0.02) ? putOdd(rng, join(folder, place)) : undefined;
    return {
      what: odd ? `${odd} in place of a mask` : what,
      harmless: harmless && !odd,
      async check() {
        const found = await read(folder);
        const isTruth = Buffer.from(found).equals(Buffer.from(truth));
        if (harmless && !odd) expectRight(isTruth, 'the mask is not the one that was drawn');
        if (mustNotBe && !odd) expectRight(isTruth, `a mask with ${what} was taken as it is`);
      },
      command: ['data', 'check', folder],
    };
  },
};
