import { describe, expect, it } from 'vitest';
import { DataError } from '../../lib/borad/base';
import type { Dataset, Sample } from '../../lib/borad/datasets';
import type { Detector } from '../../lib/borad/detection';
import { measureScale, scaleSamples } from '../../lib/borad/evaluation';
import { tinyConfig, tinyDataset } from '../training/tinyRun';

const config = tinyConfig();
const set = tinyDataset();
const without = (leave: (sample: Sample) => boolean): Dataset => ({
  ...set,
  samples: set.samples.filter((sample) => !leave(sample)),
});
const noTests = without(({ split }) => split === 'test');

/** A detector whose map of a photo is its red channel, and its score the greatest of that. */
const redness = {
  async inspect(pixels: Float32Array) {
    const maps = pixels.filter((_, i) => i % 3 === 0).map((value) => value / 256);
    return { maps, scores: Float32Array.of(Math.max(...maps)), size: 64, globals: [] };
  },
} as unknown as Detector;
const silent = () => ({ update() {}, finish() {} });

describe('scaleSamples', () => {
  it('are normal test photos, where there are some', () => {
    const { samples, source } = scaleSamples(set, config);
    expect(source).toBe('normal test photos');
    expect(samples).toHaveLength(8);
    for (const { split, defect } of samples) expect([split, defect]).toEqual(['test', 'good']);
  });

  it('are photos held back, else photos of the training', () => {
    expect(scaleSamples(noTests, config)).toMatchObject({ source: 'photos held back from training' });
    expect(scaleSamples(noTests, config).samples).toHaveLength(2);
    const all = scaleSamples(noTests, tinyConfig({ data: { holdOut: 0 } }));
    expect(all.source).toBe('training photos');
    expect(all.samples).toHaveLength(16);
  });

  it('are at most 16 of a category, the same ones each time', () => {
    const many: Sample[] = Array.from({ length: 40 }, (_, i) => ({
      category: 'rows',
      split: 'test',
      defect: 'good',
      id: `rows/test/good/${i}`,
    }));
    const large = { ...set, samples: many };
    expect(scaleSamples(large, config).samples).toHaveLength(16);
    expect(scaleSamples(large, config)).toEqual(scaleSamples(large, config));
  });
});

describe('measureScale', () => {
  it('measures the maps of the photos, and passes over one that cannot be read', async () => {
    const broken: Dataset = {
      ...set,
      async read(sample) {
        if (sample.id === 'rows/test/good/0') throw new DataError('cut short');
        return set.read(sample);
      },
    };
    const scale = await measureScale({ detector: redness, dataset: broken, config, weights: 'abc', progress: silent });
    expect(scale).toMatchObject({ photos: 7, source: 'normal test photos', weights: 'abc' });
    // Dark stripes are 80 to 87, bright ones 170 to 177.
    expect(scale.min).toBeGreaterThanOrEqual(80 / 256);
    expect(scale.min).toBeLessThanOrEqual(170 / 256);
    expect((scale.min + scale.max) / 2).toBeCloseTo(177 / 256, 6);
  });

  it('says when no photo can be read', async () => {
    const none: Dataset = {
      ...set,
      async read() {
        throw new DataError('cut short');
      },
    };
    const measured = measureScale({ detector: redness, dataset: none, config, weights: 'abc', progress: silent });
    await expect(measured).rejects.toThrow(/no normal photo can be read/);
  });
});
