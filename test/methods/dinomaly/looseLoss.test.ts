import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { hardFactor, keptPoints, looseLoss, softFactor } from '../../../lib/borad/methods/dinomaly/looseLoss';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const distance = () => tf.tensor2d([0.1, 0.4, 0.2, 0.9], [2, 2]);

describe('mining', () => {
  it('reduces the gradient of all but the farthest points, over the whole batch', () => {
    const factors = (kept: number) => Array.from(hardFactor(distance(), tf.tensor1d([kept], 'int32'), 0.5).dataSync());
    expect(factors(1)).toEqual([0.5, 0.5, 0.5, 1]);
    expect(factors(2)).toEqual([0.5, 1, 0.5, 1]);
    expect(factors(4)).toEqual([1, 1, 1, 1]);
  });

  it('keeps at least one point, and as many as the share says', () => {
    expect(keptPoints(1024, 0)).toBe(1024);
    expect(keptPoints(1024, 0.9)).toBe(102);
    expect(keptPoints(4, 0.9)).toBe(1);
  });

  it('weighs points by a power of their distance from the mean', () => {
    const factors = softFactor(distance(), 2).dataSync();
    [0.0625, 1, 0.25, 5.0625].forEach((value, i) => {
      expect(factors[i]).toBeCloseTo(value, 5);
    });
  });
});

describe('looseLoss', () => {
  it('compares groups whole, whatever a point counts', () => {
    const target = tf.tensor3d([1, 0, 0, 1], [1, 2, 2]);
    const output = tf.tensor3d([1, 0, 1, 0], [1, 2, 2]);
    const loss = looseLoss([target, target], [output, target], (given) => tf.mul(given, 0));
    // Half of the first group is right, and the mean is over both.
    expect(loss.dataSync()[0]).toBeCloseTo(0.25, 6);
  });
});
