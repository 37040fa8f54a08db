import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError } from '../../lib/borad/base';
import {
  countSamples,
  type Dataset,
  defectAreas,
  findDatasets,
  firstOfEach,
  imageSizes,
  mvtecDataset,
  oneOfEachKind,
  proceduralDataset,
  samplePictures,
  writeMvtec,
} from '../../lib/borad/datasets';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borad-survey-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const small = () =>
  proceduralDataset({
    seed: 1,
    imageSize: 32,
    categories: ['brushed_metal', 'board'],
    trainPerCategory: 2,
    testGoodPerCategory: 1,
    testDefectivePerCategory: 4,
  });

describe('countSamples', () => {
  it('counts every sample once, in the order of the set', () => {
    const set = small();
    const counts = countSamples(set);
    expect(
      counts.map(({ category, train, testGood, testDefective }) => [category, train, testGood, testDefective]),
    ).toEqual([
      ['brushed_metal', 2, 1, 4],
      ['board', 2, 1, 4],
    ]);
    for (const { defects } of counts) {
      expect(defects.reduce((sum, { images }) => sum + images, 0)).toBe(4);
      expect(defects.map(({ defect }) => defect)).not.toContain('good');
    }
  });
});

describe('defectAreas', () => {
  const mask = (values: number[]) => Uint8Array.from(values);
  const drawn: Dataset = {
    name: 'drawn',
    categories: ['a'],
    imageSize: 4,
    samples: [
      { category: 'a', split: 'train', defect: 'good', id: 'a/train/good/0' },
      { category: 'a', split: 'test', defect: 'spot', id: 'a/test/spot/0' },
      { category: 'a', split: 'test', defect: 'spot', id: 'a/test/spot/1' },
    ],
    read: async ({ id }) => ({
      width: 4,
      height: 4,
      pixels: new Uint8Array(48),
      mask: id.endsWith('spot/0') ? mask([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0]) : mask(Array(16).fill(0)),
    }),
  };

  it('measures pixels, share and box, and keeps empty masks', async () => {
    const areas = await defectAreas(drawn);
    expect(areas.map(({ pixels, share, box }) => ({ pixels, share, box }))).toEqual([
      { pixels: 3, share: 3 / 16, box: [3, 2] },
      { pixels: 0, share: 0, box: [0, 0] },
    ]);
  });
});

describe('imageSizes and findDatasets', () => {
  it('reads the size of files on disk, and the render size of a set without files', async () => {
    const set = small();
    expect(await imageSizes(set)).toEqual([
      { category: 'brushed_metal', width: 32, height: 32, images: 7 },
      { category: 'board', width: 32, height: 32, images: 7 },
    ]);
    await writeMvtec(set, join(folder, 'set'));
    const wide = await sharp({ create: { width: 50, height: 20, channels: 3, background: '#777' } })
      .png()
      .toBuffer();
    writeFileSync(join(folder, 'set/board/train/good/wide.png'), wide);
    const opened = mvtecDataset(join(folder, 'set'), { imageSize: 16 });
    expect(await imageSizes(opened)).toEqual([
      { category: 'board', width: 32, height: 32, images: 7 },
      { category: 'board', width: 50, height: 20, images: 1 },
      { category: 'brushed_metal', width: 32, height: 32, images: 7 },
    ]);
    writeFileSync(join(folder, 'set/board/train/good/wide.png'), 'not an image');
    await expect(imageSizes(opened)).rejects.toThrow(DataError);
  });

  it('lists sets, says why a folder is none, and passes over results and the paper', async () => {
    await writeMvtec(small(), join(folder, 'set'));
    for (const name of ['paper', 'results', '.hidden', 'empty']) mkdirSync(join(folder, name));
    const found = findDatasets(folder);
    expect(found.map(({ name, categories, images }) => [name, categories, images])).toEqual([
      ['empty', 0, 0],
      ['set', 2, 14],
    ]);
    expect(found[0].problem).toMatch(/category/);
    expect(found[1].problem).toBe('');
    expect(findDatasets(join(folder, 'nowhere'))).toEqual([]);
  });
});

describe('firstOfEach', () => {
  it('takes so many of each category', () => {
    const set = small();
    const chosen = firstOfEach(set, 2, ({ defect }) => defect !== 'good');
    expect(chosen.map(({ category }) => category)).toEqual(['brushed_metal', 'brushed_metal', 'board', 'board']);
    expect(chosen.every(({ defect }) => defect !== 'good')).toBe(true);
  });
});

describe('samplePictures', () => {
  it('has a normal image first, then one of each kind with the line around its mask', async () => {
    const set = small();
    const samples = oneOfEachKind(set, 'board', 4);
    expect(samples[0]).toMatchObject({ split: 'train', defect: 'good' });
    expect(new Set(samples.map(({ defect }) => defect)).size).toBe(samples.length);
    expect(oneOfEachKind(set, 'board', 2)).toHaveLength(2);
    const pictures = await samplePictures(set, samples);
    expect(pictures[0].outline).toBeUndefined();
    for (const [i, { outline, caption }] of pictures.entries()) {
      expect(caption).toBe(samples[i].defect.replace(/_/g, ' '));
      if (i === 0) continue;
      const { mask } = await set.read(samples[i]);
      expect(outline).toEqual(mask);
    }
  });
});
