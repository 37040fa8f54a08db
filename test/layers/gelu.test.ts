import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { gelu } from '../../lib/borad/layers';
import { expectGradients, normal } from './numericGradient';

describe('gelu', () => {
  beforeAll(async () => {
    await prepareBackend('cpu');
  });

  it('is x times the normal distribution function', () => {
    // Phi from tables: Phi(1) = 0.841345, Phi(-2) = 0.022750.
    const y = gelu(tf.tensor1d([0, 1, -2, 6])).dataSync();
    [0, 0.841345, -0.0455, 6].forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 5);
    });
  });

  it('has the gradient of central differences', () => {
    expectGradients(({ x }) => gelu(x), { x: normal([3, 4], 1, 2) });
  });
});
