import { describe, expect, it } from 'vitest';
import type { DataRange, Dataset } from '../../lib/borad/datasets';
import { imageSetKey } from '../../lib/borad/features/imageSetKey';
import type { Teacher } from '../../lib/borad/teachers';

const teacher = { name: 'none', sha256: '0', channels: [1, 1, 1], strides: [4, 8, 16] } as unknown as Teacher;
const dataset: Dataset = {
  name: 'drawn',
  categories: ['part'],
  imageSize: 2,
  samples: [{ category: 'part', split: 'train', defect: 'good', id: 'part/train/good/0' }],
  read: async () => ({ width: 2, height: 2, pixels: new Uint8Array(12), mask: new Uint8Array(4) }),
};
const keyOf = (range?: DataRange) =>
  imageSetKey(teacher, range ? { ...dataset, range: async () => ({ range }) } : dataset, dataset.samples);

describe('imageSetKey', () => {
  it('tells features of one range from those of another, and stays as it was without any', async () => {
    const keys = await Promise.all([keyOf(), keyOf('full'), keyOf('12bit'), keyOf('14bit')]);
    expect(new Set(keys).size).toBe(4);
    expect(await keyOf('auto')).toBe(keys[0]);
  });

  it('tells photos that are resized by one filter from those by another', async () => {
    const resized = await imageSetKey(teacher, { ...dataset, resize: 'antialias' }, dataset.samples);
    expect(resized).not.toBe(await keyOf());
  });

  it('tells outputs of one file that have one shape', async () => {
    const keyOfOutputs = (outputs: string[]) => imageSetKey({ ...teacher, outputs }, dataset, dataset.samples);
    const keys = await Promise.all([keyOf(), keyOfOutputs(['block3']), keyOfOutputs(['block9'])]);
    expect(new Set(keys).size).toBe(3);
    expect(await keyOfOutputs([])).toBe(keys[0]);
  });

  it('tells tiles from whole images, and from other tiles', async () => {
    const tileAt = (left: number) => ({ left, top: 0, width: 1, height: 2, of: 'part/train/good/0' });
    const keyOfTile = (shown: string, left: number) => {
      const samples = dataset.samples.map((sample) => ({ ...sample, tile: tileAt(left) }));
      return imageSetKey(teacher, { ...dataset, shown }, samples);
    };
    const keys = await Promise.all([
      keyOf(),
      keyOfTile('tiles of 1', 0),
      keyOfTile('tiles of 1', 1),
      keyOfTile('masked', 0),
    ]);
    expect(new Set(keys).size).toBe(4);
  });
});
