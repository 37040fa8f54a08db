import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BoradError, DataError, OptionError } from '../../lib/borad/base';
import { mvtecDataset, proceduralDataset, writeMvtec } from '../../lib/borad/datasets';
import { there } from '../there';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'borad-mvtec-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Writes an image of one colour; folders are made. */
async function put(path: string, width = 8, height = 8, colour: sharp.Color = '#808080'): Promise<string> {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  await sharp({ create: { width, height, channels: 3, background: colour } }).toFile(file);
  return file;
}

/** Writes a mask whose upper half has a colour, the rest black. */
async function putMask(path: string, colour: sharp.Color): Promise<void> {
  const upper = await sharp({ create: { width: 8, height: 4, channels: 3, background: colour } })
    .png()
    .toBuffer();
  const file = await put(path, 8, 8, '#000000');
  await sharp({ create: { width: 8, height: 8, channels: 3, background: '#000000' } })
    .composite([{ input: upper, top: 0, left: 0 }])
    .toFile(file);
}

/** A category with two training images, one good and one scratched test image with its mask. */
async function makeCategory(name: string): Promise<void> {
  await put(`${name}/train/good/b.png`);
  await put(`${name}/train/good/a.jpg`);
  await put(`${name}/test/good/x.png`);
  await put(`${name}/test/scratch/001.png`);
  await putMask(`${name}/ground_truth/scratch/001_mask.png`, '#ffffff');
}

/** The error that opening or reading gives; fails when there is none. */
async function failure(action: () => unknown): Promise<BoradError> {
  try {
    await action();
  } catch (error) {
    expect(error).toBeInstanceOf(BoradError);
    return error as BoradError;
  }
  throw new Error('expected an error');
}

describe('mvtecDataset', () => {
  it('lists a folder of categories in a fixed order', async () => {
    await makeCategory('zip');
    await makeCategory('Bolt');
    writeFileSync(join(dir, 'licence.txt'), 'not an image');
    writeFileSync(join(dir, 'zip/train/good/.hidden.png'), 'not an image');
    writeFileSync(join(dir, 'zip/train/good/notes.txt'), 'not an image');
    const dataset = mvtecDataset(dir, { imageSize: 16 });
    expect(dataset.name).toBe(basename(dir));
    expect(dataset.categories).toEqual(['Bolt', 'zip']);
    expect(dataset.samples.map(({ id }) => id)).toEqual(
      ['Bolt', 'zip'].flatMap((name) => [
        `${name}/train/good/a`,
        `${name}/train/good/b`,
        `${name}/test/good/x`,
        `${name}/test/scratch/001`,
      ]),
    );
    expect(dataset.samples[0].file).toBe(join(dir, 'Bolt/train/good/a.jpg'));
    const chosen = mvtecDataset(dir, { imageSize: 16, categories: ['zip'], name: 'mine' });
    expect([chosen.name, chosen.categories, chosen.samples.length]).toEqual(['mine', ['zip'], 4]);
    const scratched = dataset.samples[3];
    const { width, height, pixels, mask } = await dataset.read(scratched);
    expect([width, height, pixels.length]).toEqual([16, 16, 768]);
    expect(Array.from(mask)).toEqual(Array.from({ length: 256 }, (_, i) => Number(i < 128)));
    expect((await dataset.read(dataset.samples[2])).mask.some((value) => value !== 0)).toBe(false);
  });

  it('takes a single category, and masks without the suffix', async () => {
    await put('train/good/0.png');
    await put('test/hole/0.png');
    await putMask('ground_truth/hole/0.png', '#010101');
    const dataset = mvtecDataset(dir, { imageSize: 8 });
    expect(dataset.categories).toEqual([basename(dir)]);
    const { mask } = await dataset.read(dataset.samples[1]);
    expect(Array.from(mask)).toEqual(Array.from({ length: 64 }, (_, i) => Number(i < 32)));
  });

  it('says what is wrong with a folder, and where', async () => {
    const file = await put('photo.png');
    const notFolder = await failure(() => mvtecDataset(file, { imageSize: 8 }));
    expect(notFolder).toBeInstanceOf(DataError);
    expect(notFolder.message).toMatch(/photo\.png is not a folder/);
    expect(notFolder.file).toBe(file);
    expect((await failure(() => mvtecDataset(join(dir, 'missing'), { imageSize: 8 }))).message).toMatch(
      /missing is not a folder/,
    );
    const none = await failure(() => mvtecDataset(dir, { imageSize: 8 }));
    expect(none.message).toMatch(/holds no category/);
    expect(none.file).toBe(dir);

    mkdirSync(join(dir, 'bolt/test/good'), { recursive: true });
    const noTrain = await failure(() => mvtecDataset(dir, { imageSize: 8 }));
    expect(noTrain.message).toMatch(/bolt has no folder train\/good/);
    expect(noTrain.file).toBe(join(dir, 'bolt'));

    mkdirSync(join(dir, 'bolt/train/good'), { recursive: true });
    const empty = await failure(() => mvtecDataset(dir, { imageSize: 8 }));
    expect(empty.message).toMatch(/train\/good is empty: the category bolt/);
    expect(empty.file).toBe(join(dir, 'bolt/train/good'));

    expect(await failure(() => mvtecDataset(dir, { imageSize: 8, categories: ['nut'] }))).toBeInstanceOf(OptionError);
    expect(await failure(() => mvtecDataset(dir, { imageSize: 0 }))).toBeInstanceOf(OptionError);
  });

  it('knows a defective image without a mask, says so, and reads it with an empty one', async () => {
    await makeCategory('bolt');
    const file = await put('bolt/test/scratch/002.png');
    const dataset = mvtecDataset(dir, { imageSize: 8 });
    expect(dataset.samples.map(({ id, unmasked }) => [id, unmasked])).toEqual([
      ['bolt/train/good/a', undefined],
      ['bolt/train/good/b', undefined],
      ['bolt/test/good/x', undefined],
      ['bolt/test/scratch/001', undefined],
      ['bolt/test/scratch/002', true],
    ]);
    expect(dataset.notes).toEqual([
      `bolt: 1 of 2 defective images have no mask, the first is ${file}: no pixel metrics for this category.`,
    ]);
    expect((await dataset.read(dataset.samples[4])).mask.every((value) => value === 0)).toBe(true);
    rmSync(join(dir, 'bolt/ground_truth'), { recursive: true });
    const without = mvtecDataset(dir, { imageSize: 8 });
    expect(without.samples.filter(({ unmasked }) => unmasked)).toHaveLength(2);
    expect(without.notes).toEqual([expect.stringMatching(/^bolt: 2 of 2 defective images have no mask/)]);
  });

  it('refuses two images of one name', async () => {
    await makeCategory('bolt');
    await put('bolt/test/good/x.jpg');
    expect((await failure(() => mvtecDataset(dir, { imageSize: 8 }))).message).toMatch(
      /x\.png and .*x\.jpg share the name "x"/,
    );
  });

  it('names the unreadable, the truncated and the mismatched file when it is read', async () => {
    await makeCategory('bolt');
    const good = join(dir, 'bolt/test/good/x.png');
    writeFileSync(good, 'not an image');
    const dataset = mvtecDataset(dir, { imageSize: 8 });
    const [, truncated, unreadable, scratched] = dataset.samples;
    const bad = await failure(() => dataset.read(unreadable));
    expect(bad).toBeInstanceOf(DataError);
    expect(bad.message).toMatch(/Cannot read the image .*x\.png/);
    expect(bad.file).toBe(good);

    const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251));
    await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } }).toFile(there(truncated.file));
    truncateSync(there(truncated.file), Math.floor(statSync(there(truncated.file)).size / 2));
    const cut = await failure(() => dataset.read(truncated));
    expect(cut.message).toMatch(/Cannot read the image .*b\.png/);
    expect(cut.file).toBe(truncated.file);

    const mask = await put('bolt/ground_truth/scratch/001_mask.png', 8, 9, '#ffffff');
    const mismatch = await failure(() => dataset.read(scratched));
    expect(mismatch).toBeInstanceOf(DataError);
    expect(mismatch.message).toMatch(/001_mask\.png is 8 x 9.*001\.png is 8 x 8/);
    expect(mismatch.file).toBe(mask);
    writeFileSync(mask, 'not an image');
    expect((await failure(() => dataset.read(scratched))).file).toBe(mask);

    const stranger = { ...scratched, id: 'bolt/test/scratch/999' };
    expect((await failure(() => dataset.read(stranger))).message).toMatch(/999 is not a sample/);
  });
});

describe('writeMvtec', () => {
  it('writes a set that reads back byte for byte', async () => {
    const source = proceduralDataset({
      seed: 21,
      imageSize: 72,
      categories: ['capsule', 'leather'],
      trainPerCategory: 2,
      testGoodPerCategory: 1,
      testDefectivePerCategory: 6,
    });
    const steps: string[] = [];
    await writeMvtec(source, dir, { onProgress: (done, total) => steps.push(`${done}/${total}`) });
    expect(steps).toEqual(Array.from({ length: 18 }, (_, i) => `${i + 1}/18`));
    const copy = mvtecDataset(dir, { imageSize: 72 });
    expect(copy.notes).toEqual([]);
    expect(copy.samples.map(({ id }) => id)).toEqual(source.samples.map(({ id }) => id));
    for (let i = 0; i < source.samples.length; i++) {
      const [ours, theirs] = [await source.read(source.samples[i]), await copy.read(copy.samples[i])];
      expect(Buffer.compare(ours.pixels, theirs.pixels), source.samples[i].id).toBe(0);
      expect(Buffer.compare(ours.mask, theirs.mask), source.samples[i].id).toBe(0);
    }
    const masks = join(dir, 'leather/ground_truth/cut');
    expect(readdirSync(masks)).toEqual(['000_mask.png']);
    const { channels, depth, width } = await sharp(join(masks, '000_mask.png')).metadata();
    expect([channels, depth, width]).toEqual([1, 'uchar', 72]);
    expect(readdirSync(join(dir, 'leather/ground_truth'))).not.toContain('good');
  });
});
