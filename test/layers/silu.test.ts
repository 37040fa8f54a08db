import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { silu } from '../../lib/borad/layers';
import { expectGradients, normal } from './numericGradient';

describe('silu', () => {
  beforeAll(async () => {
    await prepareBackend('cpu');
  });

  it('is x times its sigmoid', () => {
    const y = silu(tf.tensor1d([0, 1, -1])).dataSync();
    [0, 0.731059, -0.268941].forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 5);
    });
  });

  it('has the gradient of central differences', () => {
    expectGradients(({ x }) => silu(x), { x: normal([3, 4], 1, 2) });
  });
});
