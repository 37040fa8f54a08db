import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { ShapeError } from '../../../lib/borad/base';
import { reconstructionLoss } from '../../../lib/borad/methods/borad';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const teacher = () => [tf.tensor4d([3, 4, 1, 0], [1, 1, 2, 2])];
const student = () => [tf.tensor4d([3, 4, 0, 1], [1, 1, 2, 2])];

describe('reconstructionLoss', () => {
  it('is 0 for equal maps and does not see their length', () => {
    const doubled = teacher().map((map) => tf.mul(map, 2) as tf.Tensor4D);
    expect(Math.abs(reconstructionLoss(teacher(), doubled, 'flattened').dataSync()[0])).toBeLessThan(1e-6);
  });

  it('averages one cosine per location, or takes one of the whole map', () => {
    // Locations: cos 1 and 0, so the mean of 1 - cos is 1/2; flattened: 25 / 26.
    expect(reconstructionLoss(teacher(), student(), 'per-location').dataSync()[0]).toBeCloseTo(0.5, 6);
    expect(reconstructionLoss(teacher(), student(), 'flattened').dataSync()[0]).toBeCloseTo(1 - 25 / 26, 6);
  });

  it('refuses other shapes and frees what it makes', () => {
    expect(() => reconstructionLoss(teacher(), [], 'flattened')).toThrow(ShapeError);
    expect(() => reconstructionLoss(teacher(), [tf.zeros([1, 2, 1, 2])], 'flattened')).toThrow(
      /scale 0 is \[1,1,2,2\]/,
    );
    const [a, b] = [teacher(), student()];
    const before = tf.memory().numTensors;
    const loss = tf.tidy(() => reconstructionLoss(a, b, 'flattened'));
    expect(tf.memory().numTensors).toBe(before + 1);
    loss.dispose();
  });
});
