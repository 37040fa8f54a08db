import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../../lib/borad/base';
import { loadImage } from '../../lib/borad/datasets';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'borad-images-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const at = (name: string) => join(dir, name);

/** 4 x 2 RGB: left half red, right half blue. */
const halves = Buffer.from([...Array(2)].flatMap(() => [255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255]));
const rgb = () => sharp(halves, { raw: { width: 4, height: 2, channels: 3 } });
const pixel = (pixels: Uint8Array, size: number, x: number, y: number) =>
  Array.from(pixels.slice(3 * (y * size + x), 3 * (y * size + x) + 3));

describe('loadImage', () => {
  it('squashes to a square and keeps the size of the file', async () => {
    await rgb().png().toFile(at('rgb.png'));
    const image = await loadImage(at('rgb.png'), 4);
    expect([image.width, image.height, image.originalWidth, image.originalHeight]).toEqual([4, 4, 4, 2]);
    expect(pixel(image.pixels, 4, 0, 0)).toEqual([255, 0, 0]);
    expect(pixel(image.pixels, 4, 3, 3)).toEqual([0, 0, 255]);
  });

  it('averages when it shrinks and interpolates when it grows', async () => {
    const checks = Buffer.from(
      Array.from({ length: 64 * 64 * 3 }, (_, i) => (((Math.floor(i / 3) % 64) + Math.floor(i / 192)) % 2 ? 200 : 0)),
    );
    await sharp(checks, { raw: { width: 64, height: 64, channels: 3 } })
      .png()
      .toFile(at('checks.png'));
    const { pixels } = await loadImage(at('checks.png'), 8);
    for (const value of pixels) expect(Math.abs(value - 100)).toBeLessThanOrEqual(14);
    const grown = await loadImage(at('rgb.png'), 16);
    const middle = pixel(grown.pixels, 16, 8, 8);
    expect(middle[0]).toBeGreaterThan(20);
    expect(middle[2]).toBeGreaterThan(20);
  });

  it('turns by EXIF, so that width and height swap', async () => {
    // Orientation 6: the stored top row is the right column of the picture.
    await rgb().withMetadata({ orientation: 6 }).png().toFile(at('turned.png'));
    const image = await loadImage(at('turned.png'), 4);
    expect([image.originalWidth, image.originalHeight]).toEqual([2, 4]);
    expect(pixel(image.pixels, 4, 0, 0)).toEqual([255, 0, 0]);
    expect(pixel(image.pixels, 4, 3, 0)).toEqual([255, 0, 0]);
    expect(pixel(image.pixels, 4, 0, 3)).toEqual([0, 0, 255]);
  });

  it('reads grey, RGBA, grey with alpha and 16-bit files', async () => {
    await sharp(Buffer.alloc(16, 90), { raw: { width: 4, height: 4, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(at('grey.png'));
    expect((await sharp(at('grey.png')).metadata()).channels).toBe(1);
    expect(pixel((await loadImage(at('grey.png'), 4)).pixels, 4, 2, 2)).toEqual([90, 90, 90]);

    const clear = Buffer.from(Array.from({ length: 16 }, (_, i) => [10, 200, 30, i < 8 ? 255 : 0]).flat());
    await sharp(clear, { raw: { width: 4, height: 4, channels: 4 } })
      .png()
      .toFile(at('rgba.png'));
    const rgba = (await loadImage(at('rgba.png'), 4)).pixels;
    expect(rgba.length).toBe(48);
    expect(pixel(rgba, 4, 0, 0)).toEqual([10, 200, 30]);
    expect(pixel(rgba, 4, 0, 3)).toEqual([0, 0, 0]);

    const wide = Uint16Array.from({ length: 16 }, () => 51400);
    await sharp(wide, { raw: { width: 4, height: 4, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toFile(at('grey16.png'));
    expect((await sharp(at('grey16.png')).metadata()).depth).toBe('ushort');
    const [r, g, b] = pixel((await loadImage(at('grey16.png'), 4)).pixels, 4, 1, 1);
    expect([g, b]).toEqual([r, r]);
    expect(Math.abs(r - 200)).toBeLessThanOrEqual(1);

    const wideColour = Uint16Array.from({ length: 48 }, (_, i) => [257 * 20, 257 * 120, 257 * 240][i % 3]);
    await sharp(wideColour, { raw: { width: 4, height: 4, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toFile(at('rgb16.png'));
    expect((await sharp(at('rgb16.png')).metadata()).depth).toBe('ushort');
    const colours = pixel((await loadImage(at('rgb16.png'), 4)).pixels, 4, 1, 1);
    [20, 120, 240].forEach((value, c) => {
      expect(Math.abs(colours[c] - value)).toBeLessThanOrEqual(1);
    });
  });

  it('names a file that it cannot read', async () => {
    await expect(loadImage(at('none.png'), 4)).rejects.toThrow(DataError);
    await expect(loadImage(at('none.png'), 4)).rejects.toThrow(/none\.png/);
    await expect(loadImage(at('rgb.png'), 2.5)).rejects.toThrow(OptionError);
  });
});
