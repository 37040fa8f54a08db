import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { groupNorm, layerNorm } from '../../lib/borad/layers';
import { expectGradients, normal } from './numericGradient';

describe('layerNorm', () => {
  beforeAll(async () => {
    await prepareBackend('cpu');
  });

  it('normalises every token by itself, then scales and shifts', () => {
    const given = { 'n.weight': tf.tensor1d([2, 2]), 'n.bias': tf.tensor1d([0, 1]) };
    const y = layerNorm(tf.tensor3d([1, 3, 5, 5, 0, 2000], [1, 3, 2]), given, 'n').dataSync();
    [-2, 3, 0, 1, -2, 3].forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 4);
    });
  });

  it('has the gradients of central differences', () => {
    const inputs = { x: normal([2, 3, 5], 1), 'n.weight': normal([5], 2), 'n.bias': normal([5], 3) };
    expectGradients((given) => layerNorm(given.x, given, 'n'), inputs);
  });
});

describe('groupNorm', () => {
  it('normalises consecutive channels together, over all locations of an image', () => {
    const given = { 'n.weight': tf.tensor1d([1, 1, 2, 2]), 'n.bias': tf.tensor1d([0, 0, 0, 1]) };
    const y = groupNorm(tf.tensor4d([1, 3, 5, 5, 3, 1, 7, 7], [1, 1, 2, 4]), given, 'n', 2).dataSync();
    [-1, 1, -2, -1, 1, -1, 2, 3].forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 4);
    });
  });

  it('has the gradients of central differences', () => {
    const inputs = { x: normal([2, 2, 1, 4], 1), 'n.weight': normal([4], 2), 'n.bias': normal([4], 3) };
    expectGradients((given) => groupNorm(given.x as tf.Tensor4D, given, 'n', 2), inputs);
  });
});
