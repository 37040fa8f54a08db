import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError, MaskError, OptionError } from '../../lib/borad/base';
import { checkDataset, mvtecDataset } from '../../lib/borad/datasets';
import { there } from '../there';
import { disc, grey, rgba, SIDE, softDisc } from './maskFiles';
import { ad2Tree, btadTree, locoTree, mvtecTree, plainTree, putImage, putMask, realIadTree, visaTree } from './trees';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'borad-check-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('checkDataset', () => {
  it.each([
    ['mvtec', 'MPDD', () => mvtecTree(dir, ['tubes', 'connector']), 8, 2],
    ['btad', 'BTAD', () => btadTree(dir), 12, 3],
    ['mvtec-loco', 'MVTec LOCO', () => locoTree(dir), 6, 2],
    ['mvtec-ad-2', 'MVTec AD 2', () => ad2Tree(dir), 5, 1],
    ['visa', 'VisA', () => visaTree(dir), 10, 4],
    ['real-iad', 'Real-IAD', () => realIadTree(dir), 15, 2],
    ['plain', 'folder of images', () => plainTree(dir), 12, 1],
  ])('finds nothing wrong with a whole set in the layout %s', async (layout, title, make, images, masks) => {
    await make();
    const steps: string[] = [];
    const check = await checkDataset(dir, { onProgress: (done, total) => steps.push(`${done}/${total}`) });
    expect(check).toMatchObject({ layout, title, images, masks, isDecoded: true, problems: [] });
    expect(steps.at(-1)).toBe(`${images}/${images}`);
    const counted = check.counts.map(({ train, testGood, testDefective }) => train + testGood + testDefective);
    expect(counted.reduce((a, b) => a + b)).toBe(images);
    expect(check.sizes.map(({ category }) => category)).toEqual(check.counts.map(({ category }) => category));
  });

  it('gives the range of sizes and the most frequent one', async () => {
    await mvtecTree(dir, ['nut']);
    await putImage(join(dir, 'nut/train/good/wide.png'), 20, 6);
    const { sizes } = await checkDataset(dir);
    expect(sizes).toEqual([
      {
        category: 'nut',
        width: { min: 8, max: 20 },
        height: { min: 6, max: 8 },
        common: { width: 8, height: 8, images: 4 },
      },
    ]);
  });

  it('collects everything that is wrong, where opening stops at the first', async () => {
    await mvtecTree(dir, ['bolt', 'nut']);
    const at = (path: string) => join(dir, path);
    for (const key of ['001', '002', '003', '004']) {
      await putImage(at(`bolt/test/scratch/${key}.png`));
      if (key !== '001') await putMask(at(`bolt/ground_truth/scratch/${key}_mask.png`));
    }
    await putMask(at('bolt/ground_truth/scratch/002_mask.png'), 255, 8, 9);
    await putMask(at('bolt/ground_truth/scratch/003_mask.png'), 0);
    writeFileSync(at('bolt/ground_truth/scratch/004_mask.png'), 'no image');
    await putImage(at('bolt/test/good/000.jpg'));
    copyFileSync(at('nut/train/good/000.png'), at('bolt/test/good/copy.png'));
    await putImage(at('nut/train/good/large.png'), 64, 64);
    truncateSync(at('nut/train/good/large.png'), statSync(at('nut/train/good/large.png')).size >> 1);
    rmSync(at('nut/test/good'), { recursive: true });
    const { problems, notes, images, masks } = await checkDataset(dir);
    expect(problems.map(({ kind, file }) => `${kind} ${file.slice(dir.length + 1)}`)).toEqual([
      'same name bolt/test/good/000.png',
      'missing mask bolt/test/scratch/001.png',
      'mask size bolt/ground_truth/scratch/002_mask.png',
      'empty mask bolt/ground_truth/scratch/003_mask.png',
      'unreadable bolt/ground_truth/scratch/004_mask.png',
      'unreadable nut/train/good/large.png',
      'leak bolt/test/good/copy.png',
    ]);
    expect(problems.map(({ message }) => message).join('\n')).toMatch(
      /share the name[\s\S]*has no mask[\s\S]*8 x 9[\s\S]*marks nothing[\s\S]*Cannot read[\s\S]*byte for byte/,
    );
    expect(notes).toEqual([
      expect.stringMatching(/^bolt: 1 of 5 defective images have no mask, the first is .*001\.png/),
      'nut has 0 normal and 1 defective test images: metrics need both.',
    ]);
    expect([images, masks]).toEqual([13, 5]);
    // One scan serves both: the strict one stops with the first of the same messages.
    expect(() => mvtecDataset(dir, { imageSize: 8 })).toThrow(problems[0].message);
    const fast = await checkDataset(dir, { fast: true });
    expect(fast).toMatchObject({ isDecoded: false, sizes: [], problems: problems.slice(0, 2) });
    expect((await checkDataset(dir, { categories: ['nut'] })).problems.map(({ kind }) => kind)).toEqual(['unreadable']);
  });

  it('continues after a wrong line of a list and a missing category', async () => {
    await visaTree(dir, ['candle', 'cashew', 'fryum']);
    const list = join(dir, 'split_csv/1cls.csv');
    writeFileSync(
      list,
      `${readFileSync(list, 'utf8')}candle,train,normal,candle/Data/Images/Normal/77.JPG,\nx,y,z,,\n`,
    );
    rmSync(join(dir, 'cashew'), { recursive: true });
    rmSync(join(dir, 'fryum/Data/Masks/Anomaly/000.png'));
    const { problems, images } = await checkDataset(dir);
    expect(problems[3].message).toMatch(/names .*fryum\/Data\/Masks\/Anomaly\/000\.png, which is missing/);
    expect(problems.map(({ kind }) => kind)).toEqual(['list', 'missing image', 'category', 'missing mask']);
    expect(images).toBe(10);
  });

  it('counts copies within a split and defects without masks as notes', async () => {
    await plainTree(dir);
    copyFileSync(join(dir, 'normal/photo 0.jpg'), join(dir, 'normal/photo 1.jpg'));
    const { notes, problems } = await checkDataset(dir);
    expect(problems).toEqual([]);
    expect(notes.join('\n')).toMatch(
      /1 of 2 defective images have no mask, the first is .*b\.jpg[\s\S]*Every 5th[\s\S]*same split: 1\./,
    );
  });

  it('cannot check what it cannot recognise', async () => {
    await expect(checkDataset(dir)).rejects.toThrow(DataError);
    await mvtecTree(dir, ['nut']);
    await expect(checkDataset(dir, { categories: ['bolt'] })).rejects.toThrow(OptionError);
  });
});

describe('what checkDataset says of masks', () => {
  const at = (path: string) => join(dir, path);
  const image = (key: string) => at(`part/test/spot/${key}.png`);
  const mask = (name: string) => at(`part/ground_truth/spot/${name}`);

  beforeEach(async () => {
    await putImage(at('part/train/good/0.png'), SIDE, SIDE);
    await putImage(at('part/test/good/0.png'), SIDE, SIDE);
    mkdirSync(dirname(mask('0.png')), { recursive: true });
  });

  it('names the rule by which each was read, and regions below one pixel, as notes', async () => {
    for (const key of ['two', 'soft', 'jpeg', 'labels', 'small']) await putImage(image(key), SIDE, SIDE);
    await grey(disc.map((value) => 255 * value)).toFile(mask('two_mask.png'));
    await grey(softDisc).toFile(mask('soft_mask.png'));
    await grey(disc.map((value) => 255 * value))
      .jpeg()
      .toFile(mask('jpeg_mask.jpg'));
    await grey(disc.map((value, i) => value * (1 + (i % 2)))).toFile(mask('labels_mask.png'));
    await grey(disc.map((_, i) => (i === 70 || i > 128 * 127 + 126 ? 255 : 0))).toFile(mask('small_mask.png'));
    const { notes, problems } = await checkDataset(dir, { imageSize: 32 });
    expect(problems).toEqual([]);
    expect(notes).toEqual([
      expect.stringMatching(/^Masks of class numbers: 1, the first is .*labels_mask\.png\./),
      expect.stringMatching(/^Masks with values between two.*: 2, the first is .*jpeg_mask\.jpg\./),
      expect.stringMatching(
        /^Masks with regions smaller than one pixel at 32 px: 1 with 2 such regions.*small_mask\.png \(2\)\.$/,
      ),
    ]);
  });

  it('reports by file what cannot be right, and reading it is refused', async () => {
    const drawn = {
      alpha: rgba((i) => [255, 255, 255, 255 * disc[i]]),
      inverted: grey(disc.map((value) => 255 * (1 - value))),
      large: grey(disc.map((_, i) => (i < 0.7 * disc.length ? 255 : 0))),
      photo: grey(disc.map((_, i) => 40 + ((i * 7919) % 160))),
      white: grey(disc.map(() => 255)),
    };
    for (const [key, picture] of Object.entries(drawn)) {
      await putImage(image(key), SIDE, SIDE);
      await picture.png().toFile(mask(`${key}_mask.png`));
    }
    const { problems } = await checkDataset(dir);
    expect(problems.map(({ kind, file }) => `${kind} ${basename(file)}`)).toEqual([
      'mask alpha alpha_mask.png',
      'large mask inverted_mask.png',
      'large mask large_mask.png',
      'mask values photo_mask.png',
      'full mask white_mask.png',
    ]);
    const dataset = mvtecDataset(dir, { imageSize: 32 });
    for (const sample of dataset.samples.filter(({ defect }) => defect === 'spot')) {
      await expect(dataset.read(sample), sample.id).rejects.toThrow(MaskError);
      expect((await dataset.read({ ...sample, unmasked: true })).mask.some((value) => value > 0)).toBe(false);
    }
    const allowed = await checkDataset(dir, { maskLimit: 0.71 });
    expect(allowed.problems.map(({ file }) => basename(file))).not.toContain('large_mask.png');
    const large = dataset.samples.find(({ id }) => id.endsWith('/large'));
    const tolerant = mvtecDataset(dir, { imageSize: 128, maskLimit: 0.71 });
    const { mask: read } = await tolerant.read(there(large));
    expect(read.reduce((sum, value) => sum + value, 0)).toBe(Math.ceil(0.7 * disc.length));
  });

  it('hands the number of regions below one pixel on with each sample', async () => {
    await putImage(image('small'), SIDE, SIDE);
    await grey(disc.map((_, i) => (i === 70 ? 255 : 0))).toFile(mask('small_mask.png'));
    const dataset = mvtecDataset(dir, { imageSize: 32 });
    const [, good, small] = dataset.samples;
    expect((await dataset.read(small)).subpixelRegions).toBe(1);
    expect((await dataset.read(good)).subpixelRegions).toBeUndefined();
  });
});
