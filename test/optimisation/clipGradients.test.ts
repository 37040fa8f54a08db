import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { clipGradients } from '../../lib/borad/optimisation/clipGradients';

beforeAll(async () => {
  await prepareBackend();
});

const clipped = (limit: number) => {
  const gradients = { a: tf.tensor1d([3, 0]), b: tf.tensor2d([[4], [0]]) };
  const found = clipGradients(gradients, limit);
  const values = Object.values(found).map((tensor) => Array.from(tensor.dataSync()));
  tf.dispose([gradients, found]);
  return values;
};

describe('clipGradients', () => {
  it('shortens all together to the limit, in the same direction', () => {
    const [[a, zero], [b]] = clipped(1);
    expect(Math.hypot(a, b)).toBeCloseTo(1, 5);
    expect(a / b).toBeCloseTo(3 / 4, 5);
    expect(zero).toBe(0);
  });

  it('leaves what is short enough as it is', () => {
    expect(clipped(5.1)).toEqual([
      [3, 0],
      [4, 0],
    ]);
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    clipped(1);
    expect(tf.memory().numTensors).toBe(before);
  });
});
