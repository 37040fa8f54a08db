import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { gradedDefects, intactTwins, proceduralDataset } from '../../lib/borad/datasets';
import { there } from '../there';

const counts = { trainPerCategory: 0, testGoodPerCategory: 1, testDefectivePerCategory: 2 };
const dataset = proceduralDataset({ seed: 4, imageSize: 64, categories: ['nut', 'wood'], ...counts });

describe('gradedDefects', () => {
  it('lies between twin and sample, pixel by pixel, under the same mask', async () => {
    const [twins, half] = [intactTwins(dataset, 4), gradedDefects(dataset, 4, 0.5)];
    for (const sample of dataset.samples) {
      const [own, twin, graded] = await Promise.all([dataset.read(sample), twins.read(sample), half.read(sample)]);
      expect(graded.mask).toEqual(own.mask);
      graded.pixels.forEach((value, i) => {
        expect(Math.abs(value - (own.pixels[i] + twin.pixels[i]) / 2)).toBeLessThanOrEqual(0.5);
      });
    }
  });

  it('is the set itself at contrast 1 and its twins at contrast 0', async () => {
    const sample = there(dataset.samples.find(({ defect }) => defect !== 'good'));
    const own = await dataset.read(sample);
    expect((await gradedDefects(dataset, 4, 1).read(sample)).pixels).toEqual(own.pixels);
    const twin = (await intactTwins(dataset, 4).read(sample)).pixels;
    expect((await gradedDefects(dataset, 4, 0).read(sample)).pixels).toEqual(twin);
    expect(twin).not.toEqual(own.pixels);
  });

  it('refuses other contrasts and photographs', () => {
    for (const contrast of [-0.1, 1.1, Number.NaN]) {
      expect(() => gradedDefects(dataset, 4, contrast)).toThrow(OptionError);
    }
    expect(() => gradedDefects({ ...dataset, name: 'mvtec' }, 4, 0.5)).toThrow(OptionError);
  });
});
