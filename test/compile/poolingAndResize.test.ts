import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { expectAgreement, normal, type Operation } from './agreement';

const MAPS = [
  [2, 6, 6, 3],
  [1, 5, 7, 4],
  [1, 4, 4, 1],
];

describe('pooling and resizing', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  const poolings: Record<string, [Operation, boolean]> = {
    'avgPool 2x2': [({ x }) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid'), true],
    'avgPool 3x3 stride 1': [({ x }) => tf.avgPool(x as tf.Tensor4D, 3, 1, 'valid'), true],
    'avgPool 3x3 same': [({ x }) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same'), false],
    'maxPool 3x3 stride 2': [({ x }) => tf.maxPool(x as tf.Tensor4D, 3, 2, 1, 'floor'), false],
    'maxPool same': [({ x }) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'same'), false],
  };
  for (const [name, [operation, hasGradient]] of Object.entries(poolings)) {
    it(name, async () => {
      for (const shape of MAPS)
        await expectAgreement(operation, { x: normal(shape, 1) }, hasGradient ? {} : { wrt: [] });
    });
  }

  it('avgPool after a convolution', async () => {
    const after: Operation = ({ x, w }) =>
      tf.avgPool(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'), 2, 2, 'valid');
    await expectAgreement(after, { x: normal([2, 4, 6, 3], 1), w: normal([3, 3, 3, 4], 2) });
  });

  for (const alignCorners of [true, false]) {
    for (const size of [
      [9, 11],
      [3, 2],
      [1, 1],
    ] as [number, number][]) {
      it(`resizeBilinear to ${size}, corners ${alignCorners ? '' : 'not '}aligned`, async () => {
        for (const shape of MAPS) {
          // TensorFlow.js's cpu kernel exchanges height and width in the gradient: only square maps can be compared.
          const wrt = shape[1] === shape[2] ? ['x'] : [];
          const resized: Operation = ({ x }) => tf.image.resizeBilinear(x as tf.Tensor4D, size, alignCorners);
          await expectAgreement(resized, { x: normal(shape, 1) }, { wrt });
        }
      });
    }
  }

  it('resizeBilinear with half-pixel centres', async () => {
    const half: Operation = ({ x }) => tf.image.resizeBilinear(x as tf.Tensor4D, [9, 4], false, true);
    for (const shape of MAPS) await expectAgreement(half, { x: normal(shape, 1) }, { wrt: [] });
  });

  it('resizeNearestNeighbor', async () => {
    for (const [align, half] of [
      [false, false],
      [true, false],
      [false, true],
    ]) {
      const nearest: Operation = ({ x }) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [9, 4], align, half);
      for (const shape of MAPS) await expectAgreement(nearest, { x: normal(shape, 1) }, { wrt: [] });
    }
  });
});
