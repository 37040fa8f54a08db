/** Norms over axes that are not stored side by side, such as a group of channels of maps stored C, N, H, W. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TensorTree } from '../../lib/borad/compile';
import { lowerFunction } from '../../lib/borad/compile/lowerFunction';
import { exampleOf } from '../../lib/borad/compile/tracing/trace';
import { groupNorm } from '../../lib/borad/layers';
import { expectAgreement, type Inputs, normal, type Operation, withGradients } from './agreement';

/** [B, H, W, C] and numbers of groups. */
const CASES: [number[], number[]][] = [
  [
    [2, 6, 6, 6],
    [1, 2, 3, 6],
  ],
  [[1, 5, 7, 4], [2]],
  [[3, 4, 4, 4], [2]],
  // Rows of fewer than 16 numbers, and of a single one.
  [[2, 3, 3, 4], [2]],
  [[3, 1, 1, 4], [1]],
];

const grouped =
  (groups: number): Operation =>
  ({ x, kernel, ...rest }) => {
    const map = kernel ? tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'same') : x;
    return groupNorm(map as tf.Tensor4D, rest, 'n', groups);
  };

const inputsOf = (shape: number[], more: Inputs = {}): Inputs => ({
  x: normal(shape, 1),
  'n.weight': normal(shape.slice(-1), 2),
  'n.bias': normal(shape.slice(-1), 3),
  ...more,
});

async function operatorsOf(operation: Operation, inputs: Inputs): Promise<string[]> {
  const fn = withGradients(operation, Object.keys(inputs)) as (input: TensorTree) => TensorTree;
  const { graph } = await lowerFunction(fn, exampleOf(inputs), {});
  return graph.nodes.map(({ operator }) => operator);
}

describe('norms of groups', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('equal those of the cpu backend, with gradients, on maps as given and after convolutions', async () => {
    for (const [shape, counts] of CASES)
      for (const groups of counts) {
        await expectAgreement(grouped(groups), inputsOf(shape));
        const kernel = normal([3, 3, shape[3], shape[3]], 7);
        await expectAgreement(grouped(groups), inputsOf(shape, { kernel }));
      }
  });

  it('keep small differences on top of large numbers', async () => {
    const kernel = normal([1, 1, 4, 4], 7);
    const x = tf.add(tf.mul(normal([2, 6, 6, 4], 1), 0.01), 30);
    await expectAgreement(grouped(2), inputsOf([2, 6, 6, 4], { x, kernel }), { wrt: ['n.weight'], tolerance: 1e-2 });
  });

  it('may drop the axes of what they return beside', async () => {
    const kernel = normal([1, 1, 4, 4], 7);
    // Stored C, N, H, W; normalised over W and C.
    const statistic: Operation = ({ x, kernel: filter }) => {
      const map = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
      const moved = tf.transpose(map, [2, 3, 0, 1]);
      const centred = tf.sub(moved, tf.mean(moved, [0, 1]));
      const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), [0, 1]), 1e-5));
      return tf.concat([tf.reshape(tf.mul(centred, inverse), [-1]), tf.reshape(inverse, [-1])]);
    };
    await expectAgreement(statistic, { x: normal([2, 3, 16, 4], 1), kernel });
  });

  it('move nothing that convolutions around them do not move', async () => {
    const inputs = inputsOf([2, 6, 6, 6], { kernel: normal([3, 3, 6, 6], 7) });
    const between =
      (norm: Operation): Operation =>
      (given) =>
        tf.conv2d(norm(given) as tf.Tensor4D, given.kernel as tf.Tensor4D, 1, 'same');
    const scaled: Operation = ({ x, kernel, ...rest }) =>
      tf.add(tf.mul(tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'same'), rest['n.weight']), rest['n.bias']);
    const moves = async (operation: Operation) =>
      (await operatorsOf(between(operation), inputs)).filter((name) => name === 'Transpose').length;
    // Groups of three channels, and of one.
    for (const groups of [2, 6]) expect(await moves(grouped(groups)), `${groups}`).toBe(await moves(scaled));
  });
});

describe('reductions over axes that are apart', () => {
  it('take the last ones first', async () => {
    for (const reduction of [tf.sum, tf.mean, tf.max, tf.min])
      for (const keep of [true, false]) {
        const apart: Operation = ({ x, kernel: filter }) => {
          const map = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
          return reduction(tf.reshape(map, [2, 4, 4, 3, 2]), [1, 2, 4], keep);
        };
        await expectAgreement(apart, { x: normal([2, 4, 4, 6], 1), kernel: normal([1, 1, 6, 6], 7) });
      }
  });
});
