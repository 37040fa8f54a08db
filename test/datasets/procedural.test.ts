import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { proceduralCategories, proceduralDataset, renderSample } from '../../lib/borad/datasets';
import { findCategory } from '../../lib/borad/datasets/procedural/proceduralDataset';

const small = (seed: number, extra = {}) =>
  proceduralDataset({
    seed,
    imageSize: 64,
    trainPerCategory: 2,
    testGoodPerCategory: 1,
    testDefectivePerCategory: 7,
    ...extra,
  });

/** The whole set as one string of bytes per image, keyed by id. */
async function readAll(dataset: ReturnType<typeof small>, order: number[]): Promise<Map<string, string>> {
  const images = new Map<string, string>();
  for (const i of order) {
    const { pixels, mask } = await dataset.read(dataset.samples[i]);
    images.set(
      dataset.samples[i].id,
      `${Buffer.from(pixels).toString('base64')} ${Buffer.from(mask).toString('base64')}`,
    );
  }
  return images;
}

describe('proceduralCategories', () => {
  it('has textures and objects with at least four kinds of defect each', () => {
    const categories = proceduralCategories();
    expect(categories.length).toBeGreaterThanOrEqual(12);
    expect(categories.filter(({ kind }) => kind === 'texture').length).toBeGreaterThanOrEqual(5);
    expect(categories.filter(({ kind }) => kind === 'object').length).toBeGreaterThanOrEqual(6);
    for (const { defects } of categories) expect(defects.length).toBeGreaterThanOrEqual(4);
    const names = categories.map(({ name }) => name);
    expect([...names].sort()).toEqual(names);
  });
});

describe('proceduralDataset', () => {
  it('lists what was asked for, with unique ids', () => {
    const dataset = small(1, { categories: ['wood', 'nut'] });
    expect(dataset.categories).toEqual(['wood', 'nut']);
    expect(dataset.samples).toHaveLength(2 * (2 + 1 + 7));
    expect(new Set(dataset.samples.map(({ id }) => id)).size).toBe(dataset.samples.length);
    expect(dataset.samples[0]).toEqual({ category: 'wood', split: 'train', defect: 'good', id: 'wood/train/good/000' });
    const nut = dataset.samples.filter(({ category, defect }) => category === 'nut' && defect !== 'good');
    // Six kinds, seven images: the first kind of the alphabet gets two.
    expect(nut.map(({ id }) => id)).toEqual([
      'nut/test/chipped/000',
      'nut/test/chipped/001',
      'nut/test/dent/000',
      'nut/test/no_thread/000',
      'nut/test/off_centre/000',
      'nut/test/rust/000',
      'nut/test/scratch/000',
    ]);
  });

  it('gives the same bytes twice, in another order and from a smaller set; another seed gives other bytes', async () => {
    const dataset = small(5);
    const order = dataset.samples.map((_, i) => i);
    const first = await readAll(dataset, order);
    const backwards = await readAll(small(5), [...order].reverse());
    for (const [id, bytes] of first) expect(backwards.get(id) === bytes, id).toBe(true);
    const alone = small(5, { categories: ['screw'], trainPerCategory: 1 });
    for (const [id, bytes] of await readAll(
      alone,
      alone.samples.map((_, i) => i),
    )) {
      expect(first.get(id) === bytes, id).toBe(true);
    }
    const other = await readAll(small(6), order);
    for (const [id, bytes] of first) expect(other.get(id) === bytes, id).toBe(false);
    expect(new Set(first.values()).size).toBe(first.size);
  });

  it('shows the same scene at other sizes', async () => {
    const means = await Promise.all(
      [64, 96, 256].map(async (imageSize) => {
        const dataset = small(3, { imageSize, categories: ['bottle'] });
        const { width, height, pixels, mask } = await dataset.read(dataset.samples[0]);
        expect([width, height, pixels.length, mask.length]).toEqual([
          imageSize,
          imageSize,
          3 * imageSize ** 2,
          imageSize ** 2,
        ]);
        expect(mask.every((value) => value === 0)).toBe(true);
        // Mean brightness of each quarter of the image.
        const sums = [0, 0, 0, 0];
        for (let y = 0; y < imageSize; y++) {
          for (let x = 0; x < imageSize; x++) {
            sums[2 * Number(y >= imageSize / 2) + Number(x >= imageSize / 2)] += pixels[3 * (y * imageSize + x) + 1];
          }
        }
        return sums.map((sum) => sum / (imageSize ** 2 / 4));
      }),
    );
    for (let quarter = 0; quarter < 4; quarter++) {
      expect(Math.abs(means[0][quarter] - means[2][quarter])).toBeLessThan(4);
      expect(Math.abs(means[1][quarter] - means[2][quarter])).toBeLessThan(4);
    }
  });

  it('names what it cannot do', async () => {
    expect(() => small(1, { categories: ['nutt'] })).toThrow(OptionError);
    expect(() => small(1, { categories: ['nutt'] })).toThrow(/"nutt".*nylon_nut/);
    expect(() => small(1, { categories: [] })).toThrow(/at least one category/);
    expect(() => small(1, { categories: ['nut', 'nut'] })).toThrow(/each category once/);
    expect(() => small(-1)).toThrow(/seed.*got -1/);
    expect(() => small(1, { imageSize: 16 })).toThrow(/imageSize.*got 16/);
    expect(() => small(1, { trainPerCategory: 1.5 })).toThrow(/trainPerCategory.*got 1.5/);
    const dataset = small(1, { categories: ['nut'] });
    await expect(dataset.read({ category: 'nut', split: 'test', defect: 'melted', id: 'x' })).rejects.toThrow(
      /no defect "melted".*off_centre/,
    );
    await expect(dataset.read({ category: 'wood', split: 'test', defect: 'good', id: 'x' })).rejects.toThrow(/"wood"/);
  });
});

describe('renderSample', () => {
  it.each([64, 128, 256])('every defect of every category leaves an exact mask at %i pixels', (imageSize) => {
    for (const { name, defects } of proceduralCategories()) {
      for (const defect of defects) {
        const id = `${name}/test/${defect}/000`;
        const { pixels, mask, clean, strength } = renderSample(findCategory(name), { seed: 11, id, defect, imageSize });
        const reference = clean();
        let area = 0;
        let outside = 0;
        let inside = 0;
        for (let i = 0; i < mask.length; i++) {
          let change = 0;
          for (let c = 0; c < 3; c++) change = Math.max(change, Math.abs(pixels[3 * i + c] - reference[3 * i + c]));
          if (mask[i]) {
            area++;
            inside += change;
          } else outside = Math.max(outside, change);
        }
        expect(area, `${id}: pixels in the mask`).toBeGreaterThanOrEqual(3);
        expect(area, `${id}: pixels in the mask`).toBeLessThan(0.7 * mask.length);
        // Both pictures carry the same noise, so they are equal outside to the last bit: tolerance 0.
        expect(outside, `${id}: largest change outside the mask`).toBe(0);
        // The threshold of the mask is at least 2.5 levels.
        expect(inside / area, `${id}: mean change inside the mask`).toBeGreaterThan(2.5);
        expect(strength).toBeGreaterThan(0);
        expect(strength).toBeLessThanOrEqual(1);
      }
    }
  });

  it('a good image is its own clean picture, and equals the clean picture of no defect elsewhere', () => {
    const options = { seed: 2, id: 'wood/test/good/000', defect: 'good', imageSize: 64 };
    const { pixels, clean, strength, mask } = renderSample(findCategory('wood'), options);
    expect(clean()).toEqual(pixels);
    expect(strength).toBe(0);
    expect(mask.some((value) => value !== 0)).toBe(false);
    const flawed = renderSample(findCategory('wood'), { ...options, defect: 'scratch' });
    expect(flawed.clean()).toEqual(pixels);
    expect(flawed.pixels).not.toEqual(pixels);
  });

  it('grades its defects from faint to plain', () => {
    const strengths: number[] = [];
    const changes: number[] = [];
    for (let k = 0; k < 60; k++) {
      const id = `brushed_metal/test/stain/${k}`;
      const rendered = renderSample(findCategory('brushed_metal'), { seed: 4, id, defect: 'stain', imageSize: 64 });
      const clean = rendered.clean();
      strengths.push(rendered.strength);
      changes.push(rendered.pixels.reduce((sum, value, i) => sum + Math.abs(value - clean[i]), 0));
    }
    expect(strengths.filter((strength) => strength < 0.5).length).toBeGreaterThanOrEqual(3);
    expect(strengths.filter((strength) => strength > 0.7).length).toBeGreaterThanOrEqual(12);
    const order = strengths.map((_, i) => i).sort((a, b) => strengths[a] - strengths[b]);
    const total = (indices: number[]) => indices.reduce((sum, i) => sum + changes[i], 0);
    expect(total(order.slice(30))).toBeGreaterThan(2 * total(order.slice(0, 30)));
  });
});
