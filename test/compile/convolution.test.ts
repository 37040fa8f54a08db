import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import type { CompileOptions } from '../../lib/borad/compile';
import { expectAgreement, normal, type Operation } from './agreement';

type Pad = 'same' | 'valid' | number;

const conv =
  (stride: number, pad: Pad): Operation =>
  ({ x, w }) =>
    tf.conv2d(
      x as tf.Tensor4D,
      w as tf.Tensor4D,
      stride,
      pad,
      'NHWC',
      1,
      typeof pad === 'number' ? 'floor' : undefined,
    );

const MAPS = [
  [2, 6, 6],
  [1, 5, 7],
  [3, 1, 1],
  [1, 4, 3],
  [2, 3, 3],
];
const CHANNELS = [
  [3, 5],
  [4, 1],
  [1, 2],
];

const settings: Record<string, CompileOptions> = {
  'all passes': {},
  'without products': { passes: { products: false } },
  'without layout': { passes: { layout: false } },
  'without any pass': {
    passes: {
      layout: false,
      products: false,
      simplify: false,
      constantFolding: false,
      commonSubexpressions: false,
      deadNodes: false,
    },
  },
};

const forms: [string, number, number, number, Pad][] = [
  ['3x3 explicit pad', 3, 3, 1, 1],
  ['3x3 same', 3, 3, 1, 'same'],
  ['3x3 stride 2 explicit pad', 3, 3, 2, 1],
  ['3x3 stride 2 same', 3, 3, 2, 'same'],
  ['1x1', 1, 1, 1, 'valid'],
  ['1x1 stride 2', 1, 1, 2, 'valid'],
  ['5x1 same', 5, 1, 1, 'same'],
];

describe('convolutions', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  for (const [setting, options] of Object.entries(settings)) {
    for (const [name, height, width, stride, pad] of forms) {
      it(`${name}, ${setting}`, async () => {
        for (const [n, h, w] of MAPS) {
          for (const [c, o] of CHANNELS) {
            const inputs = { x: normal([n, h, w, c], 1), w: normal([height, width, c, o], 2) };
            await expectAgreement(conv(stride, pad), inputs, { compile: options });
          }
        }
      });
    }

    it(`2x2 transposed, ${setting}`, async () => {
      for (const [n, h, w] of MAPS) {
        for (const [c, o] of CHANNELS) {
          const up: Operation = ({ x, w: filter }) =>
            tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [n, 2 * h, 2 * w, o], 2, 'valid');
          await expectAgreement(up, { x: normal([n, h, w, c], 1), w: normal([2, 2, o, c], 2) }, { compile: options });
        }
      }
    });

    it(`two in a row with bias and ReLU, ${setting}`, async () => {
      const two: Operation = ({ x, w1, w2, b }) => {
        const y = tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, w1 as tf.Tensor4D, 1, 1, 'NHWC', 1, 'floor'), b));
        return tf.add(
          tf.conv2d(y as tf.Tensor4D, w2 as tf.Tensor4D, 2, 1, 'NHWC', 1, 'floor'),
          tf.sum(tf.mean(y, [1, 2], true), 3, true),
        );
      };
      const inputs = {
        x: normal([2, 6, 5, 3], 1),
        w1: normal([3, 3, 3, 4], 2),
        w2: normal([3, 3, 4, 2], 3),
        b: normal([4], 4),
      };
      await expectAgreement(two, inputs, { compile: options });
    });
  }

  it('7x7 stride 2, as in the stem of a residual network', async () => {
    await expectAgreement(conv(2, 3), { x: normal([2, 9, 8, 3], 1), w: normal([7, 7, 3, 4], 2) });
  });

  it('33x1 and 1x33, forward', async () => {
    const smooth: Operation = ({ x, a, b }) =>
      tf.conv2d(tf.conv2d(x as tf.Tensor4D, a as tf.Tensor4D, 1, 'same'), b as tf.Tensor4D, 1, 'valid');
    const inputs = { x: normal([2, 9, 40, 1], 1), a: normal([33, 1, 1, 1], 2), b: normal([1, 33, 1, 1], 3) };
    await expectAgreement(smooth, inputs, { wrt: [] });
  });

  it('dilated, forward', async () => {
    const dilated: Operation = ({ x, w }) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same', 'NHWC', 2);
    await expectAgreement(dilated, { x: normal([2, 7, 6, 3], 1), w: normal([3, 3, 3, 4], 2) }, { wrt: [] });
  });

  it('depthwise, forward', async () => {
    for (const [stride, pad, multiplier] of [
      [1, 'same', 1],
      [2, 1, 1],
      [1, 'valid', 2],
    ] as const) {
      const depthwise: Operation = ({ x, w }) =>
        tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad, 'NHWC', 1, pad === 1 ? 'floor' : undefined);
      await expectAgreement(
        depthwise,
        { x: normal([2, 5, 6, 3], 1), w: normal([3, 3, 3, multiplier], 2) },
        { wrt: [] },
      );
    }
  });
});
