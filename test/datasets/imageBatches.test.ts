import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../lib/borad/base';
import { type Dataset, imageBatches, openDataset, proceduralDataset } from '../../lib/borad/datasets';

const dataset = proceduralDataset({
  seed: 9,
  imageSize: 48,
  categories: ['tile'],
  trainPerCategory: 2,
  testGoodPerCategory: 0,
  testDefectivePerCategory: 3,
});

describe('imageBatches', () => {
  it('gives every sample once, in order, the last batch being shorter', async () => {
    const samples = [...dataset.samples].reverse();
    const ids: string[] = [];
    const lengths: number[] = [];
    for await (const batch of imageBatches(dataset, samples, 2)) {
      const count = batch.samples.length;
      lengths.push(count);
      expect(batch.pixels).toBeInstanceOf(Float32Array);
      expect(batch.pixels.length).toBe(count * 48 * 48 * 3);
      expect(batch.masks.length).toBe(count * 48 * 48);
      for (let i = 0; i < count; i++) {
        const { pixels, mask } = await dataset.read(batch.samples[i]);
        const area = 48 * 48;
        expect(Array.from(batch.pixels.subarray(3 * i * area, 3 * (i + 1) * area))).toEqual(Array.from(pixels));
        expect(batch.masks.slice(i * area, (i + 1) * area)).toEqual(mask);
        ids.push(batch.samples[i].id);
      }
    }
    expect(lengths).toEqual([2, 2, 1]);
    expect(ids).toEqual(samples.map(({ id }) => id));
  });

  it('ends at once without samples and refuses impossible sizes', async () => {
    for await (const _ of imageBatches(dataset, [], 4)) expect.unreachable();
    await expect(imageBatches(dataset, dataset.samples, 0).next()).rejects.toThrow(OptionError);
    const liar: Dataset = { ...dataset, imageSize: 64 };
    await expect(imageBatches(liar, dataset.samples, 2).next()).rejects.toThrow(ShapeError);
    await expect(imageBatches(liar, dataset.samples, 2).next()).rejects.toThrow(/48 x 48.*64 x 64/);
  });
});

describe('openDataset', () => {
  it('opens the procedural set by its name, all categories when none is named', () => {
    const options = { imageSize: 64, categories: [], procedural: { seed: 1, train: 1, testGood: 2, testDefective: 3 } };
    const all = openDataset('procedural', options);
    expect(all.samples).toHaveLength(all.categories.length * 6);
    expect(openDataset('procedural', { ...options, categories: ['nut'] }).categories).toEqual(['nut']);
    expect(() => openDataset('/nowhere', options)).toThrow(/\/nowhere is not a folder/);
  });
});
