import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { there } from '../there';
import { expectAgreement, normal, type Operation } from './agreement';

/** Cases: an operation on x, and shapes of x. */
const cases: Record<string, [Operation, number[][]]> = {
  'reshape, merging and splitting axes': [
    ({ x }) => tf.reshape(tf.reshape(tf.mul(x, 2), [-1, there(x.shape[3])]), [-1]),
    [
      [2, 3, 4, 5],
      [1, 1, 1, 1],
    ],
  ],
  'expandDims and squeeze': [
    ({ x }) => tf.squeeze(tf.expandDims(x, -2), [0]),
    [
      [1, 3, 4],
      [1, 1],
    ],
  ],
  transpose: [
    ({ x }) => tf.mul(tf.transpose(x, [2, 0, 1]), 3),
    [
      [2, 3, 4],
      [1, 3, 1],
    ],
  ],
  concat: [
    ({ x }) => tf.concat([x, tf.square(x), x], 1),
    [
      [2, 3, 4],
      [1, 1],
    ],
  ],
  'concat on the last axis': [({ x }) => tf.concat([x, tf.square(x)], -1), [[2, 3, 4, 5]]],
  split: [
    ({ x }) => {
      const [a, b, c] = tf.split(x, [1, 2, 3], 1);
      return tf.concat([c, tf.mul(a, 2), b], 1);
    },
    [
      [2, 6],
      [1, 6, 3, 2],
    ],
  ],
  slice: [({ x }) => tf.slice(x, [1, 0, 2], [1, -1, 1]), [[2, 3, 4]]],
  stridedSlice: [({ x }) => tf.stridedSlice(x, [0, 1], [4, 5], [2, 3]), [[4, 5]]],
  'stridedSlice backwards': [({ x }) => tf.stridedSlice(x, [3, 4], [0, 0], [-1, -2]), [[4, 5]]],
  pad: [
    ({ x }) =>
      tf.pad(
        x,
        [
          [1, 0],
          [0, 2],
          [3, 1],
        ],
        0.5,
      ),
    [
      [2, 3, 4],
      [1, 1, 1],
    ],
  ],
  'mirrorPad reflect': [
    ({ x }) =>
      tf.mirrorPad(
        x,
        [
          [1, 1],
          [2, 0],
        ],
        'reflect',
      ),
    [[3, 4]],
  ],
  'mirrorPad symmetric': [
    ({ x }) =>
      tf.mirrorPad(
        x,
        [
          [0, 0],
          [3, 2],
        ],
        'symmetric',
      ),
    [[3, 4]],
  ],
  tile: [
    ({ x }) => tf.tile(x, [2, 1, 3]),
    [
      [2, 3, 4],
      [1, 2, 1],
    ],
  ],
  broadcastTo: [
    ({ x }) => tf.mul(tf.broadcastTo(x, [4, 3, 5]), 2),
    [
      [3, 1],
      [1, 3, 5],
    ],
  ],
  gather: [
    ({ x }) => tf.gather(x, tf.tensor1d([2, 0, 2], 'int32'), 1),
    [
      [2, 3, 4],
      [1, 3],
    ],
  ],
  reverse: [({ x }) => tf.reverse(x, [0, 2]), [[2, 3, 4]]],
  'stack and unstack': [
    ({ x }) => tf.stack(tf.unstack(x, 1).reverse(), -1),
    [
      [2, 3, 4],
      [1, 2],
    ],
  ],
};

/** mirrorPad and reverse of several axes have no gradient worth comparing on the cpu backend. */
const WITHOUT_GRADIENT = new Set([
  'mirrorPad reflect',
  'mirrorPad symmetric',
  'stridedSlice',
  'stridedSlice backwards',
]);

describe('kernels that move data', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  for (const [name, [operation, shapes]] of Object.entries(cases)) {
    it(name, async () => {
      for (const shape of shapes) {
        await expectAgreement(operation, { x: normal(shape, 1) }, WITHOUT_GRADIENT.has(name) ? { wrt: [] } : {});
      }
    });
  }

  // After a convolution, tensors are not stored in their logical order: every kernel must cope with that.
  const axes3: Record<string, Operation> = {
    reshape: ({ y }) => tf.reshape(y, [y.shape[0], -1, there(y.shape[3])]),
    'reshape to rows': ({ y }) => tf.reshape(y, [-1, there(y.shape[3])]),
    'reshape to one axis': ({ y }) => tf.reshape(y, [-1]),
    'reshape that splits channels': ({ y }) => tf.reshape(y, [y.shape[0], -1, 2, there(y.shape[3]) / 2]),
    transpose: ({ y }) => tf.transpose(y, [0, 3, 2, 1]),
    concat: ({ y }) => tf.concat([y, tf.square(y)], 2),
    'concat of channels': ({ y }) => tf.concat([y, tf.square(y)], 3),
    split: ({ y }) => tf.split(y, 2, 3)[1],
    slice: ({ y }) => tf.slice(y, [0, 1, 0, 1], [-1, 2, 1, 3]),
    stridedSlice: ({ y }) => tf.stridedSlice(y, [0, 0, 0, 1], [1, 3, 2, 4], [1, 2, 1, 2]),
    pad: ({ y }) =>
      tf.pad(y, [
        [0, 0],
        [1, 2],
        [0, 1],
        [3, 0],
      ]),
    mirrorPad: ({ y }) =>
      tf.mirrorPad(
        y,
        [
          [0, 0],
          [1, 2],
          [2, 1],
          [0, 0],
        ],
        'symmetric',
      ),
    reverse: ({ y }) => tf.reverse(y, [1, 3]),
    tile: ({ y }) => tf.tile(y, [1, 2, 1, 2]),
    gather: ({ y }) => tf.gather(y, tf.tensor1d([3, 0], 'int32'), 3),
    stack: ({ y }) => tf.stack([y, tf.square(y)], 1),
    unstack: ({ y }) => tf.unstack(y, 3)[2],
    'channel sums': ({ y }) => tf.sum(y, [0, 1, 2]),
    'channel norms': ({ y }) => tf.sqrt(tf.add(tf.sum(tf.square(y), 3, true), 1)),
    mean: ({ y }) => tf.mean(y, [1, 2]),
    max: ({ y }) => tf.max(y, 3),
    softmax: ({ y }) => tf.softmax(y),
    argMax: ({ y }) => tf.argMax(y, 3),
    'bias and scale': ({ y }) => tf.add(tf.mul(y, tf.mean(y, [0, 1, 2])), tf.tensor1d([1, 2, 3, 4])),
    'an image-wise factor': ({ y }) => tf.mul(y, tf.mean(y, [1, 2, 3], true)),
    'a location-wise factor': ({ y }) => tf.mul(y, tf.mean(y, 3, true)),
    'a location-wise mask without channels': ({ y }) =>
      tf.mul(y, tf.reshape(tf.mean(y, [0, 3]), [1, there(y.shape[1]), there(y.shape[2]), 1])),
    'rows times matrix': ({ y }) => tf.matMul(tf.reshape(y, [-1, 4]) as tf.Tensor2D, tf.ones([4, 3])),
    'a Gram matrix': ({ y }) =>
      tf.matMul(tf.reshape(y, [-1, 4]) as tf.Tensor2D, tf.reshape(y, [-1, 4]) as tf.Tensor2D, true, false),
    'batched product': ({ y }) => {
      const z = tf.reshape(y, [y.shape[0], -1, 4]);
      return tf.matMul(z, z, false, true);
    },
    'where with a mask': ({ y, x }) =>
      tf.where(tf.greater(tf.slice(x, [0, 0, 0, 0], [-1, -1, -1, 1]), 0.1), y, tf.zerosLike(y)),
    einsum: ({ y }) => tf.einsum('nhwc,nhwc->nc', y, y),
    resize: ({ y }) => tf.image.resizeBilinear(y as tf.Tensor4D, [5, 4], true),
  };
  // TensorFlow.js's cpu kernel exchanges height and width in the gradient of a resize; it is tested on square maps elsewhere.
  const withoutGradient = new Set(['argMax', 'einsum', 'where with a mask', 'mirrorPad', 'stridedSlice', 'resize']);

  for (const [name, operation] of Object.entries(axes3)) {
    it(`${name} after a convolution`, async () => {
      for (const [batch, height, width] of [
        [2, 3, 2],
        [1, 3, 2],
        [2, 3, 3],
      ]) {
        const after: Operation = ({ x, w }) =>
          operation({ x, y: tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same') });
        const wrt = withoutGradient.has(name) ? [] : ['x', 'w'];
        const inputs = { x: normal([batch, height, width, 3], 1), w: normal([1, 1, 3, 4], 2) };
        await expectAgreement(after, inputs, { wrt });
      }
    });
  }
});
