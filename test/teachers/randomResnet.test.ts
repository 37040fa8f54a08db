import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng } from '../../lib/borad/base';
import { type ResnetShape, randomResnetWeights, resnetCosts, resnetTeacher } from '../../lib/borad/teachers';

const small: ResnetShape = { stem: 4, depths: [1, 2, 1], widths: [4, 8, 8], channels: [8, 16, 32] };

beforeAll(async () => {
  await prepareBackend();
});

describe('randomResnetWeights', () => {
  it('has the parameters that the shapes ask for', () => {
    const weights = randomResnetWeights(createRng(1), small);
    const counted = Object.entries(weights)
      .filter(([name]) => !name.includes('running_'))
      .reduce((sum, [, { data }]) => sum + data.length, 0);
    expect(counted).toBe(resnetCosts(64, small).reduce((sum, { parameters }) => sum + parameters, 0));
  });

  it('is a teacher that tells images apart and keeps its scale', () => {
    const teacher = resnetTeacher(randomResnetWeights(createRng(1), small));
    const before = tf.memory().numTensors;
    const images = tf.randomUniform([2, 64, 64, 3], 0, 255, 'float32', 3) as tf.Tensor4D;
    const maps = teacher.features(images);
    expect(maps.map(({ shape }) => shape)).toEqual([
      [2, 16, 16, 8],
      [2, 8, 8, 16],
      [2, 4, 4, 32],
    ]);
    for (const map of maps) {
      const values = map.dataSync() as Float32Array;
      const half = values.length / 2;
      const apart = values
        .subarray(0, half)
        .reduce((most, value, i) => Math.max(most, Math.abs(value - values[half + i])), 0);
      expect(apart).toBeGreaterThan(1e-3);
      const size = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
      expect(size).toBeGreaterThan(0.05);
      expect(size).toBeLessThan(20);
    }
    teacher.dispose();
    tf.dispose([images, maps]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is the same from the same seed', () => {
    const [a, b, c] = [1, 1, 2].map(
      (seed) => randomResnetWeights(createRng(seed), small)['layer2.1.conv2.weight'].data,
    );
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });
});
