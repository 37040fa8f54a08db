/**
 * Numbers of METHOD_VERSION. If a test here fails, a change has moved what runs give. Where that is meant, raise METHOD_VERSION,
 * enter the new numbers, delete data/results/runs and make the results again by `npm run experiments`.
 */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { progressReporter } from '../../lib/borad/base';
import { openDataset } from '../../lib/borad/datasets';
import { disposeModel } from '../../lib/borad/methods';
import { variants } from '../../lib/borad/methods/borad';
import { loadTeacher } from '../../lib/borad/teachers';
import { train } from '../../lib/borad/training';
import { COMPARED_VARIANTS, METHOD_VERSION, runHash, specConfig } from '../../lib/notebooks/study/experiments';
import { tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

beforeAll(async () => {
  await prepareBackend();
});

/** Total losses of the first two steps; later ones differ from engine to engine. */
const LOSSES: Record<string, [number, number]> = {
  baseline: [2.57654, 2.4891],
  'masked baseline': [2.57167, 2.51767],
  BoRAD: [3.71045, 3.5135],
  'without shift': [3.72172, 3.57417],
  'without global': [3.22137, 3.10241],
  'without spatial': [3.06075, 2.98423],
};

/** Mean pixel of the first normal training image and of the last test image of each category. */
const PIXELS: Record<string, [number, number]> = {
  board: [101.44, 102.33],
  bottle: [148.39, 126.96],
  brushed_metal: [170.94, 181.83],
  cable: [129.56, 124.53],
  canvas: [144.69, 168.69],
  capsule: [196.4, 186.35],
  leather: [75.36, 83.34],
  nut: [92.85, 79.17],
  nylon_nut: [97.61, 91.37],
  screw: [185.11, 181.45],
  tile: [146.91, 158.35],
  twill: [159.85, 158.8],
  washer: [95.54, 96.09],
  wood: [149.12, 158.91],
};

/** Mean absolute value of the teacher's three maps of the first image. */
const FEATURES = [1.99277, 1.89832, 1.4003];

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, x) => sum + Math.abs(x), 0) / values.length;

describe('METHOD_VERSION', () => {
  it('is the version that the numbers below belong to', () => {
    expect(METHOD_VERSION).toBe(1);
  });

  it('names runs as before', () => {
    expect(runHash({ variant: 'BoRAD', seed: 1 })).toBe('5f4a002d27eb');
    expect(runHash({ variant: 'baseline', seed: 5 })).toBe('5129f3c31611');
  });

  it.each(COMPARED_VARIANTS)('%s starts with the same losses', async (variant) => {
    const { history, model } = await train({
      config: tinyConfig(variants[variant].settings, { masking: { probability: 1 } }),
      teacher: tinyTeacher(),
      dataset: tinyDataset(),
      progress: progressReporter('silent'),
    });
    disposeModel(model);
    expect(history[0].total).toBeCloseTo(LOSSES[variant][0], 4);
    expect(history[1].total).toBeCloseTo(LOSSES[variant][1], 2);
  });

  it('sees the same images and features', async () => {
    const config = specConfig({ variant: 'BoRAD' });
    const dataset = openDataset('procedural', config.data);
    const teacher = loadTeacher(config.teacher.name, config.teacher);
    const first = await dataset.read(dataset.samples[0]);
    const pixels = Float32Array.from(first.pixels);
    const maps = tf.tidy(() => teacher.features(tf.tensor4d(pixels, [1, first.height, first.width, 3])));
    const means = maps.map((map) => mean(map.dataSync()));
    tf.dispose(maps);
    teacher.dispose();
    const found: Record<string, [number, number]> = {};
    for (const category of dataset.categories) {
      const own = dataset.samples.filter((sample) => sample.category === category);
      const [start, end] = await Promise.all([dataset.read(own[0]), dataset.read(own[own.length - 1])]);
      found[category] = [mean(start.pixels), mean(end.pixels)];
    }
    expect(Object.keys(found)).toEqual(Object.keys(PIXELS));
    for (const [category, values] of Object.entries(PIXELS)) {
      expect(found[category][0], category).toBeCloseTo(values[0], 1);
      expect(found[category][1], category).toBeCloseTo(values[1], 1);
    }
    means.forEach((value, scale) => {
      expect(value).toBeCloseTo(FEATURES[scale], 3);
    });
  });
});
