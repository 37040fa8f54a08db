import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { DataError } from '../../lib/borad/base';
import { loadPhoto } from '../../lib/borad/datasets';

const folder = mkdtempSync(join(tmpdir(), 'borad-photo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A photo whose left half is red and whose right half is blue. */
async function halves(name: string, width: number, height: number, orientation?: number): Promise<string> {
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) data[3 * i + (i % width < width / 2 ? 0 : 2)] = 255;
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  const file = join(folder, name);
  await (orientation ? image.withMetadata({ orientation }) : image).toFile(file);
  return file;
}

describe('loadPhoto', () => {
  it('keeps size and aspect', async () => {
    const photo = await loadPhoto(await halves('wide.png', 64, 32));
    expect([photo.width, photo.height]).toEqual([64, 32]);
    expect([...photo.pixels.subarray(0, 3)]).toEqual([255, 0, 0]);
    expect([...photo.pixels.subarray(63 * 3, 64 * 3)]).toEqual([0, 0, 255]);
  });

  it('turns a photo as its EXIF orientation says', async () => {
    // 6: the camera was turned; what was left is at the top.
    const photo = await loadPhoto(await halves('turned.png', 64, 32, 6));
    expect([photo.width, photo.height]).toEqual([32, 64]);
    expect([...photo.pixels.subarray(0, 3)]).toEqual([255, 0, 0]);
    expect([...photo.pixels.subarray(-3)]).toEqual([0, 0, 255]);
  });

  it('gives grey photos three channels', async () => {
    const file = join(folder, 'grey.png');
    await sharp(Buffer.alloc(12, 90), { raw: { width: 4, height: 3, channels: 1 } })
      .toColourspace('b-w')
      .toFile(file);
    const { pixels } = await loadPhoto(file);
    expect(pixels).toEqual(new Uint8Array(36).fill(90));
  });

  it('reduces a gigantic photo and keeps its aspect', async () => {
    const photo = await loadPhoto(await halves('large.png', 200, 100), { largest: 5000 });
    expect([photo.width, photo.height]).toEqual([100, 50]);
    expect([photo.originalWidth, photo.originalHeight]).toEqual([200, 100]);
    expect(photo.pixels.length).toBe(100 * 50 * 3);
  });

  it('refuses a truncated photo by name', async () => {
    const file = join(folder, 'cut.png');
    writeFileSync(file, readFileSync(await halves('whole.png', 64, 64)).subarray(0, 120));
    await expect(loadPhoto(file)).rejects.toThrow(DataError);
    await expect(loadPhoto(file)).rejects.toThrow(/cut\.png/);
  });
});
