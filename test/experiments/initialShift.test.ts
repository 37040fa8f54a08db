import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng } from '../../lib/borad/base';
import type { FeatureSet } from '../../lib/borad/features';
import { disposeModel } from '../../lib/borad/methods';
import { type Architecture, globalAveragePool, initialModel, reconstructForTest } from '../../lib/borad/methods/borad';
import { initialShift } from '../../lib/notebooks/study/experiments';

const architecture: Architecture = {
  channels: [4, 8, 16],
  widths: [4, 8, 16],
  heads: false,
  signed: false,
  midSize: [2, 2],
  prototypes: 3,
};

const shapes: [number, number, number][] = [
  [16, 16, 4],
  [8, 8, 8],
  [4, 4, 16],
];

function noise(seed: number, factor: number): FeatureSet {
  const rng = createRng(seed);
  const samples = [0, 1, 2].map((i) => ({ id: `${i}`, category: 'noise', split: 'train', defect: 'good' }));
  return {
    samples: samples as unknown as FeatureSet['samples'],
    imageSize: 64,
    shapes,
    scales: shapes.map(([h, w, c]) => Float32Array.from({ length: 3 * h * w * c }, () => factor * rng.normal())),
    masks: [],
  };
}

beforeAll(async () => {
  await prepareBackend();
});

describe('initialShift', () => {
  it('measures the same model as training starts from', async () => {
    const features = noise(3, 1);
    const [result] = await initialShift(createRng(7), architecture, [features], 0.5);
    const model = initialModel(createRng(7), architecture);
    const lengths = tf.tidy(() => {
      const maps = features.scales.map((data, i) => tf.tensor(data, [3, ...shapes[i]]) as tf.Tensor4D);
      const { fused } = reconstructForTest(maps, model, architecture);
      return Array.from(tf.norm(globalAveragePool(fused), 2, 1).dataSync());
    });
    disposeModel(model);
    const mean = lengths.reduce((a, b) => a + b, 0) / 3;
    expect(result.evaluation.shift.length.mean).toBeCloseTo(mean, 3);
    expect(result.evaluation.rootMeanSquare).toBeCloseTo(
      Math.sqrt(lengths.reduce((sum, length) => sum + length * length, 0) / (3 * result.channels)),
      4,
    );
    expect(result.channels).toBe(32);
    expect(result.images).toBe(3);
  });

  it('hardly sees the scale of the features, which the projector normalises, and frees what it makes', async () => {
    await initialShift(createRng(7), architecture, [noise(3, 1)], 0.5);
    const before = tf.memory().numTensors;
    const [once, loud] = await initialShift(createRng(7), architecture, [noise(3, 1), noise(3, 100)], 0.5);
    expect(tf.memory().numTensors).toBe(before);
    expect(loud.training.shift.length.mean / once.training.shift.length.mean).toBeCloseTo(1, 1);
    for (const { training, evaluation } of [once, loud]) {
      for (const { shift, global, residual } of [training, evaluation]) {
        expect(shift.angle.mean).toBeLessThanOrEqual((Math.asin(1 / shift.length.mean) * 180) / Math.PI + 0.5);
        expect(global.mean).toBeLessThan(1);
        expect(residual.mean).toBeGreaterThan(0.5);
      }
    }
  });

  it('has equal views without masks', async () => {
    const [{ training }] = await initialShift(createRng(7), architecture, [noise(3, 1)], 0);
    expect(training.global.mean).toBeCloseTo(1, 6);
    expect(training.residual.mean).toBeCloseTo(1, 6);
  });
});
