import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MaskError } from '../../lib/borad/base';
import { decodeMask } from '../../lib/borad/datasets/decodeMask';
import { loadMask } from '../../lib/borad/datasets/loadMask';
import { markMask } from '../../lib/borad/datasets/maskValues';
import { regionAreas } from '../../lib/borad/datasets/regions';
import { disc, discPixels, grey, rgba, SIDE, softDisc, writePng16, writeTiff } from './maskFiles';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'borad-masks-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const at = (name: string) => join(dir, name);

const image = { file: 'photo.png', originalWidth: SIDE, originalHeight: SIDE };
const load = (name: string, limit?: number) => loadMask(at(name), image, SIDE, limit);
const count = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0);

/** What refusing a mask says. */
async function refusal(name: string, limit?: number): Promise<string> {
  try {
    await load(name, limit);
  } catch (error) {
    expect(error).toBeInstanceOf(MaskError);
    expect((error as MaskError).file).toBe(at(name));
    return (error as MaskError).message;
  }
  throw new Error(`${name} was read`);
}

describe('which pixels a mask marks', () => {
  const rule = async (name: string) => markMask(await decodeMask(at(name))).rule;

  it.each([1, 2, 128, 255])('takes two values, 0 and %i, as they are', async (value) => {
    await grey(disc.map((inside) => inside * value)).toFile(at('two.png'));
    expect((await load('two.png')).mask).toEqual(disc);
    expect(await rule('two.png')).toBe('two values');
  });

  it('reads 16-bit, 32-bit and float masks at their own depth', async () => {
    await writePng16(at('wide.png'), Uint16Array.from(disc), SIDE);
    writeTiff(
      at('long.tif'),
      Int32Array.from(disc, (inside) => 3 * inside),
      SIDE,
    );
    writeTiff(at('float.tif'), Float32Array.from(disc), SIDE);
    writeTiff(
      at('quarter.tif'),
      Float32Array.from(disc, (inside) => inside / 4),
      SIDE,
    );
    for (const name of ['wide.png', 'long.tif', 'float.tif', 'quarter.tif'])
      expect((await load(name)).mask, name).toEqual(disc);
    writeTiff(
      at('nan.tif'),
      Float32Array.from(disc, (inside) => (inside ? NaN : 0)),
      SIDE,
    );
    expect(await refusal('nan.tif')).toMatch(/holds the value NaN/);
  });

  it('marks every class number, however small, however thin its region', async () => {
    // Two discs of other classes, and a scratch one pixel wide.
    const labels = disc.map((inside, i) => (inside ? (i % SIDE < 60 ? 1 : 3) : i % SIDE === 100 ? 2 : 0));
    const marked = labels.map((value) => Number(value > 0));
    await grey(labels).toFile(at('labels.png'));
    expect((await load('labels.png')).mask).toEqual(marked);
    for (const step of [40, 85]) {
      await grey(labels.map((value) => value * step)).toFile(at('shades.png'));
      expect((await load('shades.png')).mask, `${step}`).toEqual(marked);
      expect(await rule('shades.png')).toBe('labels');
    }
    await writePng16(
      at('instances.png'),
      Uint16Array.from(labels, (value) => value * 300),
      SIDE,
    );
    expect((await load('instances.png')).mask).toEqual(marked);
  });

  it('marks colours of a palette, a dark one as well as a bright one', async () => {
    const colours = [
      [0, 0, 0],
      [64, 0, 0],
      [0, 0, 128],
    ];
    const labels = disc.map((inside, i) => (inside ? (i % SIDE < 60 ? 1 : 2) : 0));
    const rgb = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => colours[labels[Math.floor(i / 3)]][i % 3]);
    await sharp(rgb, { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .png({ palette: true })
      .toFile(at('palette.png'));
    expect((await load('palette.png')).mask).toEqual(disc);
  });

  it.each([60, 75, 90, 100])('cuts a JPEG of quality %i at half: the same region, no specks', async (quality) => {
    await grey(disc.map((inside) => inside * 255))
      .jpeg({ quality })
      .toFile(at('mask.jpg'));
    const { mask } = await load('mask.jpg');
    const above = markMask({ ...(await decodeMask(at('mask.jpg'))), isLossy: false }).marked;
    expect(Math.abs(count(mask) - discPixels)).toBeLessThanOrEqual(0.02 * discPixels);
    expect(regionAreas(mask, SIDE)).toHaveLength(1);
    // What the content alone says agrees with what the kind of file says.
    expect(above).toEqual(mask);
  });

  it('cuts a grey JPEG mask and a lossy WebP at half of their own brightest value', async () => {
    await grey(disc.map((inside) => inside * 128))
      .jpeg({ quality: 80 })
      .toFile(at('grey.jpg'));
    await grey(disc.map((inside) => inside * 255))
      .webp({ quality: 60 })
      .toFile(at('mask.webp'));
    for (const name of ['grey.jpg', 'mask.webp'])
      expect(Math.abs(count((await load(name)).mask) - discPixels), name).toBeLessThanOrEqual(0.03 * discPixels);
    await grey(disc.map((inside, i) => inside * (i % 3)))
      .jpeg({ quality: 95 })
      .toFile(at('faint.jpg'));
    expect(await refusal('faint.jpg')).toMatch(/stored with loss.*save it as PNG/);
  });

  it('cuts soft edges at half, in grey and on transparent black', async () => {
    await grey(softDisc).toFile(at('soft.png'));
    await rgba((i) => (softDisc[i] ? [255, 255, 255, softDisc[i]] : [0, 0, 0, 0]))
      .png()
      .toFile(at('canvas.png'));
    writeTiff(
      at('soft.tif'),
      Float32Array.from(softDisc, (value) => value / 255),
      SIDE,
    );
    for (const name of ['soft.png', 'canvas.png', 'soft.tif']) {
      const { mask } = await load(name);
      expect(mask, name).toEqual(softDisc.map((value) => Number(value >= 127.5)));
      expect(Math.abs(count(mask) - discPixels), name).toBeLessThanOrEqual(8);
    }
    expect(await rule('soft.png')).toBe('half');
  });

  it('marks class numbers of a lossless WebP, and such on thin transparency', async () => {
    const labels = disc.map((inside, i) => inside * (1 + Number(i % SIDE > 50) + Number(i % SIDE > 70)));
    for (const step of [1, 80]) {
      await grey(labels.map((value) => value * step))
        .webp({ lossless: true })
        .toFile(at('labels.webp'));
      expect((await load('labels.webp')).mask, `${step}`).toEqual(disc);
    }
    await rgba((i) => [disc[i], disc[i], disc[i], 100 * disc[i]]).toFile(at('thin.png'));
    expect((await load('thin.png')).mask).toEqual(disc);
  });

  it('loses no region that soft edges or a fainter colour keep below half', async () => {
    // A line of one pixel beside the disc, 64% of whose brightness goes to its neighbours.
    const line = disc.map((_, i) => Number(i % SIDE === 110 && i > 10 * SIDE && i < 100 * SIDE));
    const soft = disc.map((_, i) => Math.max(softDisc[i], 92 * line[i], 70 * (line[i - 1] || line[i + 1] || 0)));
    await grey(soft).toFile(at('soft line.png'));
    const { mask } = await load('soft line.png');
    expect(regionAreas(mask, SIDE).length).toBe(2);
    expect(mask.filter((_, i) => i % SIDE >= 109 && i % SIDE <= 111).reduce((a, b) => a + b)).toBe(3 * 90);
    const classes = disc.map((inside, i) => 255 * inside + (i % SIDE > 100 && i > 60 * SIDE ? 100 : 0));
    await grey(classes).jpeg({ quality: 75 }).toFile(at('classes.jpg'));
    const expected = count(classes.map((value) => Number(value > 0)));
    expect(Math.abs(count((await load('classes.jpg')).mask) - expected)).toBeLessThanOrEqual(0.02 * expected);
  });

  it('leaves a transparency alone that is the same everywhere', async () => {
    await rgba((i) => [0, 9 * disc[i], 0, 255])
      .png()
      .toFile(at('opaque.png'));
    await rgba((i) => [0, 9 * disc[i], 0, 0])
      .png()
      .toFile(at('clear.png'));
    for (const name of ['opaque.png', 'clear.png']) expect((await load(name)).mask, name).toEqual(disc);
  });
});

describe('masks that cannot be right', () => {
  it('refuses an inverted one, a white one and an empty one', async () => {
    await grey(disc.map((inside) => (inside ? 0 : 255))).toFile(at('inverted.png'));
    await grey(disc.map((inside) => (inside ? 0 : 255)))
      .jpeg()
      .toFile(at('inverted.jpg'));
    await grey(softDisc.map((value) => 255 - value)).toFile(at('inverted soft.png'));
    for (const name of ['inverted.png', 'inverted.jpg', 'inverted soft.png'])
      expect(await refusal(name)).toMatch(
        /marks 92\.\d% of photo\.png, more than 50\.0%: it looks inverted.*maskLimit=0\.93/,
      );
    await grey(disc.map(() => 255)).toFile(at('white.png'));
    expect(await refusal('white.png')).toMatch(/marks every pixel/);
    await grey(disc.map(() => 0)).toFile(at('black.png'));
    expect(await refusal('black.png', 1)).toMatch(/marks nothing/);
  });

  it('refuses a palette whose background is not black', async () => {
    const rgb = Uint8Array.from(
      { length: SIDE * SIDE * 3 },
      (_, i) => [60, 0, 0, 255, 255, 0][3 * disc[Math.floor(i / 3)] + (i % 3)],
    );
    await sharp(rgb, { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .png({ palette: true })
      .toFile(at('red.png'));
    expect(await refusal('red.png')).toMatch(/every pixel: its lowest value is 60.*palette/);
  });

  it('refuses a shape in the transparency that the colours do not show', async () => {
    for (const shade of [0, 255]) {
      await rgba((i) => [shade, shade, shade, 255 * disc[i]])
        .png()
        .toFile(at('alpha.png'));
      expect(await refusal('alpha.png')).toMatch(/shape in the transparency only.*black background/);
    }
    await rgba((i) => [255 * disc[i], 0, 0, i < SIDE * 50 ? 0 : 255])
      .png()
      .toFile(at('both.png'));
    expect(await refusal('both.png')).toMatch(/contradict each other/);
  });

  it('refuses a lossy one of class numbers, two-valued as well, and a class that adjoins a brighter one', async () => {
    await grey(disc).jpeg({ quality: 90 }).toFile(at('ones.jpg'));
    expect(await refusal('ones.jpg')).toMatch(/stored with loss, and its brightest value, \d,.*save it as PNG/);
    const halves = disc.map((inside, i) => inside * (i % SIDE < 60 ? 100 : 255));
    await grey(halves).jpeg({ quality: 90 }).toFile(at('halves.jpg'));
    await grey(halves).blur(0.8).toColourspace('b-w').toFile(at('halves.png'));
    for (const name of ['halves.jpg', 'halves.png'])
      expect(await refusal(name)).toMatch(/a shade of its own, \d+ of 255, beside what is marked.*save it as PNG/);
  });

  it('refuses a photo in the place of a mask', async () => {
    await grey(Uint8Array.from({ length: SIDE * SIDE }, (_, i) => 40 + ((i * 7919) % 160))).toFile(at('photo.png'));
    expect(await refusal('photo.png')).toMatch(/as a photo or a heat map has/);
  });

  it('believes half of an image, and more where it is asked to', async () => {
    const upTo = (share: number) => grey(disc.map((_, i) => (i < share * disc.length ? 255 : 0)));
    await upTo(0.5).toFile(at('half.png'));
    expect(count((await load('half.png')).mask)).toBe(disc.length / 2);
    await upTo(0.75).toFile(at('large.png'));
    expect(await refusal('large.png')).toMatch(/75\.0%/);
    expect(count((await load('large.png', 0.75)).mask)).toBe(0.75 * disc.length);
    expect(count((await load('white.png', 1)).mask)).toBe(disc.length);
  });

  it('says of a mask as its photo is stored that it is turned', async () => {
    await grey(new Uint8Array(SIDE * 64).fill(255, 0, 99)).toFile(at('stored.png'));
    const turned = loadMask(at('stored.png'), { file: 'a.jpg', originalWidth: 64, originalHeight: SIDE }, SIDE);
    await expect(turned).rejects.toThrow(/128 x 64, its image a\.jpg is 64 x 128.*turn the mask .* EXIF orientation/);
  });

  it('refuses another size and an unreadable file', async () => {
    await grey(disc.subarray(0, SIDE * 64)).toFile(at('low.png'));
    expect(await refusal('low.png')).toMatch(/low\.png is 128 x 64, its image photo\.png is 128 x 128/);
    expect(await refusal('missing.png')).toMatch(/missing\.png: it is missing/);
  });
});
