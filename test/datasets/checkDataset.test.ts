import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../../lib/base';
import { checkDataset, mvtecDataset } from '../../lib/datasets';
import { btadTree, mvtecTree, plainTree, putImage, putMask, realIadTree, visaTree } from './trees';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'borad-check-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('checkDataset', () => {
  it.each([
    ['mvtec', 'MPDD', () => mvtecTree(dir, ['tubes', 'connector']), 8, 2],
    ['btad', 'BTAD', () => btadTree(dir), 12, 3],
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

  it('goes on after a wrong line of a list and a missing category', async () => {
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
