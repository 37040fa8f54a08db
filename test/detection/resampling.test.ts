import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { OptionError, ShapeError } from '../../lib/borad/base';
import { anomalyMap, blurMatrix, imageScore, multiply, upsamplingMatrix } from '../../lib/borad/detection';
import { scaleMaps } from '../../lib/borad/layers';

beforeAll(async () => {
  await prepareBackend('cpu');
});

describe('resampling matrices', () => {
  it('have rows that sum to one, so constants stay', () => {
    for (const matrix of [upsamplingMatrix(5, 17), upsamplingMatrix(1, 4), blurMatrix(9, 4), blurMatrix(40, 2.5)]) {
      for (let row = 0; row < matrix.rows; row++) {
        const sum = matrix.data.subarray(row * matrix.columns, (row + 1) * matrix.columns).reduce((a, b) => a + b, 0);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
      }
    }
  });

  it('align corners: ends are kept and a ramp stays a ramp', () => {
    const { data } = multiply(upsamplingMatrix(3, 5), { rows: 3, columns: 1, data: Float64Array.of(0, 2, 4) });
    expect(Array.from(data)).toEqual([0, 1, 2, 3, 4]);
  });

  it('blur by sigma 0 is the identity; a negative sigma is refused', () => {
    expect(Array.from(blurMatrix(3, 0).data)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(() => blurMatrix(3, -1)).toThrow(OptionError);
  });
});

describe('anomalyMap', () => {
  it('is 0 where teacher and student agree, 2 where they are opposite, and frees what it makes', () => {
    const teacher = tf.tensor4d([1, 0, 0, 1, 1, 1, -1, 2], [1, 2, 2, 2]);
    const before = tf.memory().numTensors;
    const same = anomalyMap([teacher], [teacher], { size: [4, 4], smoothing: 0 });
    const opposite = anomalyMap([teacher], [tf.tidy(() => tf.neg(teacher))], { size: [4, 4], smoothing: 2 });
    expect(tf.memory().numTensors).toBe(before + 3);
    expect(Math.max(...same.dataSync())).toBeLessThan(1e-6);
    for (const value of opposite.dataSync()) expect(Math.abs(value - 2)).toBeLessThan(1e-5);
    expect(imageScore(opposite).dataSync()[0]).toBeCloseTo(2, 5);
  });

  it('gives one image the same map whatever its batch companions are', () => {
    const image = (seed: number) => tf.randomNormal([1, 4, 4, 3], 0, 1, 'float32', seed) as tf.Tensor4D;
    const [t, s, t2, s2] = [1, 2, 3, 4].map(image);
    const alone = anomalyMap([t], [s], { size: [16, 16], smoothing: 1 }).dataSync();
    const together = anomalyMap([tf.concat([t2, t])], [tf.concat([s2, s])], { size: [16, 16], smoothing: 1 })
      .dataSync()
      .slice(256);
    for (let i = 0; i < 256; i++) expect(Math.abs(alone[i] - together[i])).toBeLessThan(1e-6);
  });

  it('refuses maps of different shapes', () => {
    expect(() => scaleMaps([tf.zeros([1, 2, 2, 3])], [tf.zeros([1, 2, 2, 4])])).toThrow(ShapeError);
  });
});
