import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../../lib/borad/base';
import {
  folderDataset,
  loadImage,
  openDataset,
  parseRoi,
  photoViews,
  readRoi,
  roiAt,
  roiText,
  tiledSamples,
} from '../../lib/borad/datasets';
import { antialiased } from '../../lib/borad/datasets/antialiased';
import { there } from '../there';
import { putImage } from './trees';

const folder = mkdtempSync(join(tmpdir(), 'borad-views-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [photo, mask] = [join(folder, 'photo.png'), join(folder, 'mask.png')];
const tiling = { side: 32, overlap: 0.25 };

/** Left half looked at, at half the photo's size. */
const half = { width: 40, height: 24, inside: Uint8Array.from({ length: 40 * 24 }, (_, i) => Number(i % 40 < 20)) };
const raw = async (file: string) => (await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true })).data;

beforeAll(async () => {
  await putImage(photo, 80, 48);
  const values = half.inside.map((value) => 255 * value);
  await sharp(values, { raw: { width: 40, height: 24, channels: 1 } })
    .png()
    .toFile(mask);
});

describe('region of interest', () => {
  it('is read from a mask and kept as text', async () => {
    const read = await readRoi(mask);
    expect(read).toEqual(half);
    expect(roiText(read).slice(0, 15)).toBe('40x24:0,20,20,2');
    expect(parseRoi(roiText(half))).toEqual(half);
    const inverse = { ...half, inside: half.inside.map((value) => 1 - value) };
    expect(parseRoi(roiText(inverse))).toEqual(inverse);
    expect(parseRoi('')).toBeUndefined();
  });

  it('is refused where it ignores nothing or everything, or its text does not fill it', async () => {
    for (const [name, background] of [
      ['white', '#fff'],
      ['black', '#000'],
    ] as const) {
      const file = join(folder, `${name}.png`);
      await sharp({ create: { width: 8, height: 8, channels: 3, background } })
        .png()
        .toFile(file);
      await expect(readRoi(file)).rejects.toThrow(name === 'white' ? /ignores nothing/ : /ignore everything/);
    }
    await expect(readRoi(photo)).rejects.toThrow(/has shades between black and white in \d+%/);
    expect(() => parseRoi('4x4:8,7')).toThrow(OptionError);
  });

  it('takes the size of a photo of its aspect, and no other', () => {
    const inside = roiAt(half, 80, 48, 'photo');
    expect(inside).toHaveLength(80 * 48);
    expect([inside[0], inside[39], inside[40], inside[79]]).toEqual([1, 1, 0, 0]);
    expect(() => roiAt(half, 48, 80, 'turned.jpg')).toThrow(/turned.jpg is 48 x 80.*drawn on 40 x 24/);
  });
});

describe('photoViews', () => {
  it('gives the whole photo as loadImage does where nothing is cut', async () => {
    const views = await photoViews(photo, { imageSize: 32 }, 'auto');
    const { pixels } = await loadImage(photo, 32);
    expect(views.tiles).toEqual([{ left: 0, top: 0, width: 80, height: 48 }]);
    expect(await views.read(there(views.tiles[0]))).toEqual(pixels);
    expect(views.inside).toBeUndefined();
  });

  it('resizes whole photos, tiles and samples of a folder by the filter of exported files where that is set', async () => {
    const pixels = new Uint8Array(await raw(photo));
    const whole = await photoViews(photo, { imageSize: 32, resize: 'antialias' }, 'auto');
    const expected = antialiased(pixels, 80, 48, 32);
    expect(await whole.read(there(whole.tiles[0]))).toEqual(expected);
    expect(expected).not.toEqual((await loadImage(photo, 32)).pixels);

    const cut = await photoViews(
      photo,
      { imageSize: 32, tiling: { side: 48, overlap: 0 }, resize: 'antialias' },
      'auto',
    );
    const left = pixels.filter((_, i) => i % (3 * 80) < 3 * 48);
    expect(await cut.read(there(cut.tiles[0]))).toEqual(antialiased(left, 48, 48, 32));

    const data = join(folder, 'resized');
    await putImage(join(data, 'part/train/good/0.png'), 80, 48);
    const dataset = folderDataset(data, { imageSize: 32, resize: 'antialias' });
    const { file } = there(dataset.samples[0]);
    const decoded = new Uint8Array(await raw(there(file)));
    expect((await dataset.read(there(dataset.samples[0]))).pixels).toEqual(antialiased(decoded, 80, 48, 32));
    expect(dataset.resize).toBe('antialias');
    expect(folderDataset(data, { imageSize: 32 }).resize).toBeUndefined();
  });

  it('says so where a photo that is cut into tiles changes while it is read, or is cut short', async () => {
    const file = join(folder, 'changing.png');
    await putImage(file, 80, 48);
    const views = await photoViews(file, { imageSize: 32, tiling }, 'auto');
    await putImage(file, 40, 24);
    await expect(views.read(there(views.tiles[0]))).rejects.toThrow(/changing\.png changed while it was read/);

    const bytes = readFileSync(photo);
    writeFileSync(file, bytes.subarray(0, bytes.length >> 1));
    const short = await photoViews(file, { imageSize: 32, tiling }, 'auto');
    await expect(short.read(there(short.tiles[0]))).rejects.toThrow(/Cannot read the image .*changing\.png/);
    writeFileSync(file, bytes.subarray(0, 20));
    await expect(photoViews(file, { imageSize: 32, tiling }, 'auto')).rejects.toThrow(DataError);
  });

  it("gives a tile's own pixels where it has the model's size", async () => {
    const pixels = await raw(photo);
    const views = await photoViews(photo, { imageSize: 32, tiling }, 'auto');
    expect(views.tiles).toHaveLength(6);
    for (const tile of views.tiles) {
      const seen = await views.read(tile);
      const expected = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => {
        const [y, x] = [Math.floor(i / 96), i % 96];
        return there(pixels[3 * ((tile.top + y) * 80 + tile.left) + x]);
      });
      expect(seen).toEqual(expected);
    }
  });

  it('turns a photo by its EXIF orientation before it is cut', async () => {
    const turned = join(folder, 'turned.png');
    await sharp(photo).withMetadata({ orientation: 6 }).png().toFile(turned);
    const views = await photoViews(turned, { imageSize: 32, tiling }, 'auto');
    expect([views.width, views.height]).toEqual([48, 80]);
    const [pixels, seen] = [await raw(photo), await views.read(there(views.tiles[0]))];
    // Turned to the right: the first row shows the first column from the bottom up.
    expect([...seen.subarray(0, 6)]).toEqual([
      ...pixels.subarray(3 * 47 * 80, 3 * 47 * 80 + 3),
      ...pixels.subarray(3 * 46 * 80, 3 * 46 * 80 + 3),
    ]);
  });

  it('paints over what is ignored, and shows no tile of it', async () => {
    const settings = { imageSize: 32, tiling: { side: 40, overlap: 0 }, roi: roiText(half) };
    const views = await photoViews(photo, settings, 'auto');
    expect(views.tiles.map(({ left }) => left)).toEqual([0, 0]);
    const whole = await photoViews(photo, { imageSize: 48, roi: roiText(half) }, 'auto');
    const pixels = await whole.read(there(whole.tiles[0]));
    const right = pixels.filter((_, i) => Math.floor(i / 3) % 48 > 25);
    expect(new Set(right)).toEqual(new Set([128]));
    expect(new Set(pixels.filter((_, i) => Math.floor(i / 3) % 48 < 20)).size).toBeGreaterThan(50);
  });

  it('refuses photos that are too large to be cut, by their header', async () => {
    const file = join(folder, 'huge.png');
    await sharp({ create: { width: 9000, height: 8000, channels: 3, background: '#888' } })
      .toColourspace('b-w')
      .png({ compressionLevel: 1 })
      .toFile(file);
    await expect(photoViews(file, { imageSize: 32, tiling }, 'auto')).rejects.toThrow(/up to 64 megapixels/);
  });
});

describe('tiles as training images', () => {
  const data = join(folder, 'set');
  beforeAll(async () => {
    for (const kind of ['train/good', 'test/good', 'test/scratch']) {
      mkdirSync(join(data, 'nut', kind), { recursive: true });
      await putImage(join(data, 'nut', kind, '0.png'), 80, 48);
    }
  });

  it('are samples of their own of one photo', async () => {
    const dataset = folderDataset(data, { imageSize: 32, tiling });
    const [sample] = dataset.samples;
    const tiled = await tiledSamples(dataset, [there(sample)]);
    expect(tiled.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6].map((i) => `nut/train/good/0, tile ${i}`));
    const views = await photoViews(there(there(sample).file), { imageSize: 32, tiling }, 'auto');
    for (const [i, tile] of tiled.entries())
      expect((await dataset.read(tile)).pixels).toEqual(await views.read(there(views.tiles[i])));
    const plain = folderDataset(data, { imageSize: 32 });
    expect(await tiledSamples(plain, plain.samples)).toEqual(plain.samples);
  });

  it('are not for the procedural set', () => {
    const procedural = { seed: 1, train: 1, testGood: 1, testDefective: 1 };
    const open = () => openDataset('procedural', { imageSize: 32, categories: [], procedural, tiling });
    expect(open).toThrow(OptionError);
  });
});
