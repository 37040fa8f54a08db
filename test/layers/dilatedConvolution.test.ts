import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { dilatedConvolution } from '../../lib/borad/layers';
import { difference, expectAgreement, normal } from '../compile/agreement';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const ours = (x: tf.Tensor, weight: tf.Tensor, rate: number) =>
  dilatedConvolution(x as tf.Tensor4D, { 'layer.weight': weight }, 'layer', rate);

describe('dilatedConvolution', () => {
  for (const [height, width] of [
    [8, 8],
    [4, 12],
    [5, 7],
    [3, 2],
  ]) {
    it(`is the dilated convolution of TensorFlow.js on ${height}x${width}`, () => {
      const x = normal([2, height, width, 3], 1);
      const weight = normal([3, 3, 3, 4], 2);
      for (const rate of [1, 2, 4]) {
        const expected = tf.conv2d(x as tf.Tensor4D, weight as tf.Tensor4D, 1, 'same', 'NHWC', rate);
        const found = ours(x, weight, rate);
        expect(found.shape).toEqual(expected.shape);
        expect(difference(found.dataSync(), expected.dataSync())).toBeLessThan(1e-5);
      }
    });
  }

  it('is the same compiled, with its gradients', async () => {
    for (const rate of [2, 4]) {
      await expectAgreement(({ x, weight }) => ours(x, weight, rate), {
        x: normal([2, 8, 8, 3], 1),
        weight: normal([3, 3, 3, 4], 2),
      });
      await expectAgreement(({ x, weight }) => ours(x, weight, rate), {
        x: normal([1, 5, 7, 2], 3),
        weight: normal([3, 3, 2, 3], 4),
      });
    }
  });
});
