import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, progressReporter } from '../../lib/borad/base';
import { createDetector } from '../../lib/borad/detection';
import { collectExamples, evaluate, exampleRows } from '../../lib/borad/evaluation';
import { computeFeatures } from '../../lib/borad/features';
import { architectureFor, flatModel, initialModel } from '../../lib/borad/methods/borad';
import { pixelMetrics } from '../../lib/borad/metrics';
import { there } from '../there';
import { tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

beforeAll(async () => {
  await prepareBackend();
});

const progress = progressReporter('silent');

function setUp() {
  const config = tinyConfig();
  const teacher = tinyTeacher();
  const architecture = architectureFor(teacher, 64, { widths: [8, 8, 8], prototypes: 3 });
  const detector = createDetector({
    architecture,
    config,
    teacher,
    model: flatModel(initialModel(createRng(3), architecture)),
  });
  return { detector, dataset: tinyDataset(), evaluation: config.evaluation, progress };
}

describe('evaluate', () => {
  it('gives the same from features in memory as from images, and one score per image', async () => {
    const options = setUp();
    const tests = options.dataset.samples.filter((sample) => sample.split === 'test');
    const features = await computeFeatures(options.detector.teacher, options.dataset, tests);
    const [streamed, cached] = [await evaluate(options), await evaluate({ ...options, features })];
    expect(cached).toEqual(streamed);
    expect(streamed.scores.map(({ id }) => id).sort()).toEqual(tests.map(({ id }) => id).sort());
    expect(streamed.mean.mad).toBeCloseTo(
      (streamed.categories[0].metrics.mad + streamed.categories[1].metrics.mad) / 2,
      10,
    );
  });

  it('measures the pixels of all categories together as one stack', async () => {
    const options = setUp();
    const stacks: { maps: Float32Array; masks: Uint8Array }[] = [];
    const { pooledPixels, categories } = await evaluate({
      ...options,
      pooledPixels: true,
      onCategory: ({ maps, masks }) => stacks.push({ maps: maps.slice(), masks: masks.slice() }),
    });
    const maps = Float32Array.from(stacks.flatMap((stack) => [...stack.maps]));
    const masks = stacks.flatMap((stack) => [...stack.masks]);
    const shape = { count: maps.length / 64 ** 2, height: 64, width: 64 };
    expect(categories.length).toBe(2);
    expect(pooledPixels).toEqual(pixelMetrics(masks, maps, shape, options.evaluation));
    expect(pooledPixels?.auroc).not.toBe(there(categories[0]).metrics.pixelAuroc);
    expect((await evaluate(options)).pooledPixels).toBeUndefined();
  });

  it('gives a photo alone the map that it gets from its features', async () => {
    const { detector, dataset } = setUp();
    const sample = there(dataset.samples.find(({ defect }) => defect === 'square'));
    const features = await computeFeatures(detector.teacher, dataset, [sample]);
    const fromFeatures = await detector.detectFeatures(features.scales, 1);
    const fromPixels = await detector.detect(Float32Array.from((await dataset.read(sample)).pixels), 1);
    fromPixels.maps.forEach((value, i) => {
      expect(Math.abs(value - fromFeatures.maps[i])).toBeLessThan(1e-4);
    });
    expect(fromPixels.scores[0]).toBe(Math.max(...fromPixels.maps));
    await expect(detector.detect(new Float32Array(5), 1)).rejects.toThrow(/64x64x3/);
  });

  it('picks examples from best to worst separated, defective ones only', async () => {
    const options = setUp();
    const examples = collectExamples();
    await evaluate({ ...options, onCategory: examples.onCategory });
    const picked = examples.pick(4);
    expect(picked.every(({ sample }) => sample.defect === 'square')).toBe(true);
    const separations = picked.map(({ separation }) => separation);
    expect(separations).toEqual([...separations].sort((a, b) => b - a));
    const all = examples.pick(100);
    expect(all.length).toBe(8);
    expect([picked[0].sample.id, picked[3].sample.id]).toEqual([all[0].sample.id, all[7].sample.id]);
    expect((await exampleRows(options.dataset, picked))[0].image.data.length).toBe(64 * 64 * 3);
  });
});
