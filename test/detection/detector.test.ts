import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { areaOf, createRng } from '../../lib/borad/base';
import { createDetector, scoreOfValues } from '../../lib/borad/detection';
import { computeFeatures, selectFeatures } from '../../lib/borad/features';
import { architectureFor, flatModel, initialModel } from '../../lib/borad/methods/borad';
import { there } from '../there';
import { tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

beforeAll(async () => {
  await prepareBackend();
});

describe('detectFeatures', () => {
  it('scores each image as it does alone, also beyond the first batch', async () => {
    const teacher = tinyTeacher();
    const dataset = tinyDataset();
    const architecture = architectureFor(teacher, 64, { widths: [8, 8, 8], prototypes: 3 });
    const model = flatModel(initialModel(createRng(3), architecture));
    const detector = createDetector({ architecture, config: tinyConfig(), teacher, model });
    // Nineteen images: two whole batches of eight and a part of a third.
    const samples = dataset.samples.slice(0, 19);
    const features = await computeFeatures(teacher, dataset, samples);
    const together = await detector.detectFeatures(features.scales, samples.length);
    const area = areaOf(together.size);
    for (const at of [0, 7, 8, 15, 16, 18]) {
      const own = selectFeatures(features, ({ id }) => id === samples[at].id);
      const alone = await detector.detectFeatures(own.scales, 1);
      expect(together.scores[at]).toBe(alone.scores[0]);
      expect(together.scores[at]).toBe(Math.max(...together.maps.subarray(at * area, (at + 1) * area)));
      expect(together.scores[at]).toBeGreaterThan(0);
    }
    detector.dispose();
  });
});

describe('image scores', () => {
  it('are those that the run names, of photos and of known features', async () => {
    const teacher = tinyTeacher();
    const dataset = tinyDataset();
    const architecture = architectureFor(teacher, 64, { widths: [8, 8, 8], prototypes: 3 });
    const model = flatModel(initialModel(createRng(3), architecture));
    const samples = dataset.samples.slice(0, 2);
    const features = await computeFeatures(teacher, dataset, samples);
    const { pixels } = await dataset.read(there(samples[0]));
    for (const imageScore of ['mean', 'top'] as const) {
      const config = tinyConfig({ detection: { imageScore, topShare: 0.02 } });
      const detector = createDetector({ architecture, config, teacher, model });
      const { maps, scores } = await detector.detectFeatures(features.scales, 2);
      const area = maps.length / 2;
      scores.forEach((score, i) => {
        expect(score).toBeCloseTo(scoreOfValues(maps.slice(i * area, (i + 1) * area), config.detection), 6);
      });
      const seen = await detector.inspect(Float32Array.from(pixels), 1);
      expect(seen.scores[0]).toBeCloseTo(there(scores[0]), 5);
      detector.dispose();
    }
  });
});

describe('inspect', () => {
  it('gives the maps of detect to the bit, and the means of the maps as global features', async () => {
    const teacher = tinyTeacher();
    const dataset = tinyDataset();
    const architecture = architectureFor(teacher, 64, { widths: [8, 8, 8], prototypes: 3 });
    const model = flatModel(initialModel(createRng(3), architecture));
    const detector = createDetector({ architecture, config: tinyConfig(), teacher, model });
    const [sample] = dataset.samples;
    const pixels = Float32Array.from((await dataset.read(there(sample))).pixels);
    const seen = await detector.inspect(pixels, 1);
    const found = await detector.detect(pixels, 1);
    expect(seen.maps).toEqual(found.maps);
    expect(seen.scores).toEqual(found.scores);
    expect(Object.keys(found)).toEqual(['maps', 'scores', 'size']);
    const [global] = seen.globals;
    expect(global).toHaveLength(24);
    const { scales, shapes } = await computeFeatures(teacher, dataset, [there(sample)]);
    const expected = scales.flatMap((data, i) => {
      const [height, width, channels] = there(shapes[i]);
      const mean = Array.from({ length: channels }, (_, c) => {
        let sum = 0;
        for (let place = 0; place < height * width; place++) sum += there(data[place * channels + c]);
        return sum / (height * width);
      });
      return mean.map((value) => value / Math.hypot(...mean));
    });
    expected.forEach((value, i) => {
      expect(global?.[i]).toBeCloseTo(value, 5);
    });
    detector.dispose();
  });
});
