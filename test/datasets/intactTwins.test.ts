import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { intactTwins, proceduralDataset } from '../../lib/borad/datasets';

const counts = { trainPerCategory: 1, testGoodPerCategory: 0, testDefectivePerCategory: 2 };

describe('intactTwins', () => {
  it('differs from the sample inside the mask and nowhere else', async () => {
    const dataset = proceduralDataset({ seed: 4, imageSize: 64, categories: ['nut', 'wood'], ...counts });
    const twins = intactTwins(dataset, 4);
    for (const sample of dataset.samples) {
      const [own, twin] = [await dataset.read(sample), await twins.read(sample)];
      let [inside, outside] = [0, 0];
      own.pixels.forEach((value, i) => {
        if (value === twin.pixels[i]) return;
        if (own.mask[Math.floor(i / 3)]) inside++;
        else outside++;
      });
      expect(outside).toBe(0);
      expect(inside > 0).toBe(sample.defect !== 'good');
      expect(twin.mask.some((value) => value > 0)).toBe(false);
    }
  });

  it('refuses photographs', () => {
    const dataset = proceduralDataset({ seed: 4, imageSize: 64, categories: ['nut'], ...counts });
    expect(() => intactTwins({ ...dataset, name: 'mvtec' }, 4)).toThrow(OptionError);
  });
});
