import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { DataError } from '../../lib/borad/base';
import { planText } from '../../lib/borad/cli/planText';
import { presets, resolveConfig, withSteps } from '../../lib/borad/config';
import { planRun, train } from '../../lib/borad/training';
import { tinyConfig, tinyDataset, tinyTeacher } from './tinyRun';

beforeAll(async () => {
  await prepareBackend();
});

describe('the steps of a run', () => {
  it('are those of its epochs, where epochs are set', () => {
    const mvtec = resolveConfig(presets['paper/mvtec'].settings);
    expect(withSteps(mvtec, 3629).training.steps).toBe(22681);
    const config = tinyConfig({ training: { epochs: 3 } });
    expect(withSteps(config, 16).training.steps).toBe(12);
    expect(withSteps(config, 1).training.steps).toBe(1);
    expect(withSteps(tinyConfig(), 16).training.steps).toBe(6);
  });

  it('are trained and recorded', async () => {
    const { history, record, model } = await train({
      config: tinyConfig({ training: { epochs: 1 } }),
      teacher: tinyTeacher(),
      dataset: tinyDataset(),
    });
    expect(history.length).toBe(4);
    expect(record.config.training).toMatchObject({ epochs: 1, steps: 4 });
    tf.dispose(Object.values(model).flatMap((map) => Object.values(map)));
  });
});

describe('the presets of the paper', () => {
  const names = ['paper/mvtec', 'paper/visa', 'paper/realiad'];

  it.each(names)(
    "%s has the numbers of Appendix C and of the authors' configuration, whatever the defaults are",
    (name) => {
      expect(presets[name].settings).toMatchObject({
        seed: 42,
        data: { imageSize: 256 },
        teacher: { name: 'wide-resnet50-2' },
        model: { widths: 'teacher', prototypes: 7 },
        masking: { ratio: 0.5 },
        training: { epochs: 100, batchSize: 16, learningRate: 0.005, beta1: 0.5, beta2: 0.999, decayAt: 0.8 },
        momentum: { schedule: 'linear', start: 0.99, end: 0.999 },
      });
    },
  );
});

describe('planRun', () => {
  it('counts what a run takes, measures its steps, and frees every tensor', async () => {
    const before = tf.memory().numTensors;
    const plan = await planRun({ config: tinyConfig(), teacher: tinyTeacher(), dataset: tinyDataset() });
    expect(tf.memory().numTensors).toBe(before);
    expect(plan).toMatchObject({ steps: 6, batchSize: 4, dataset: { categories: 2, trainImages: 16 } });
    // 16 images of 16 x 16, 8 x 8 and 4 x 4 locations with 8 channels of 4 bytes.
    expect(plan.features).toMatchObject({ place: 'memory', type: 'float32', bytes: 16 * (256 + 64 + 16) * 8 * 4 });
    expect(plan.parameters.state).toBeGreaterThan(plan.parameters.trained);
    expect(plan.total).toBeGreaterThan(6 * plan.seconds.step);
    expect(planText(plan)).toMatch(/training images\s+16 of 2 categories/);
  });

  it('refuses a set without training images', async () => {
    const dataset = tinyDataset();
    const empty = { ...dataset, samples: dataset.samples.filter(({ split }) => split === 'test') };
    await expect(planRun({ config: tinyConfig(), teacher: tinyTeacher(), dataset: empty })).rejects.toThrow(DataError);
  });
});
