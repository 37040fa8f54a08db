import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { expectAgreement, normal, type Operation } from './agreement';

const SHAPES = [[5], [3, 1], [2, 3, 4, 5], [1, 1, 1, 7]];

describe('reductions', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  const reductions: Record<string, (x: tf.Tensor, axes?: number | number[], keep?: boolean) => tf.Tensor> = {
    sum: tf.sum,
    mean: tf.mean,
    max: tf.max,
    min: tf.min,
  };
  for (const [name, reduction] of Object.entries(reductions)) {
    it(name, async () => {
      for (const shape of SHAPES) {
        for (const keep of [true, false]) {
          await expectAgreement(({ x }) => reduction(x, undefined, keep), { x: normal(shape, 1) });
          await expectAgreement(({ x }) => reduction(x, -1, keep), { x: normal(shape, 1) });
          if (shape.length === 4) await expectAgreement(({ x }) => reduction(x, [0, 2], keep), { x: normal(shape, 1) });
        }
      }
    });
  }

  it('a sum over nothing', async () => {
    await expectAgreement(({ x }) => tf.sum(x, []), { x: normal([3, 2], 1) });
    await expectAgreement(({ x }) => tf.mean(x), { x: normal([], 1) });
  });

  it('a mean of whole numbers, which need not be whole', async () => {
    const x = tf.tensor([1, 2, 4, 6, 7, 9, 2, 1], [2, 2, 2], 'int32');
    await expectAgreement(({ x: whole }) => tf.mean(whole, [0, 2]), { x }, { wrt: [] });
  });

  it('all, any, argMax, softmax, moments', async () => {
    await expectAgreement(({ x }) => tf.all(tf.greater(x, -1), 1), { x: normal([4, 3], 1) }, { wrt: [] });
    await expectAgreement(({ x }) => tf.any(tf.greater(x, 1), 0), { x: normal([4, 3], 1) }, { wrt: [] });
    await expectAgreement(({ x }) => tf.argMax(x, 1), { x: normal([4, 3], 1) }, { wrt: [] });
    await expectAgreement(({ x }) => tf.argMin(x, 0), { x: normal([4, 3], 1) }, { wrt: [] });
    await expectAgreement(({ x }) => tf.softmax(x), { x: normal([4, 3], 1) });
    await expectAgreement(({ x }) => tf.moments(x, [1, 2], true).variance, { x: normal([2, 3, 4, 5], 1) });
  });
});

describe('products', () => {
  it('matMul with every transposition', async () => {
    for (const [ta, tb] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      for (const batch of [[], [1], [3], [2, 3]]) {
        const a = normal([...batch, ...(ta ? [4, 3] : [3, 4])], 1);
        const b = normal([...batch, ...(tb ? [5, 4] : [4, 5])], 2);
        await expectAgreement(({ a: p, b: q }) => tf.matMul(p, q, ta, tb), { a, b });
      }
    }
  });

  it('matMul of a batch with one matrix', async () => {
    const product: Operation = ({ a, b }) => tf.matMul(a, tf.expandDims(b, 0));
    await expectAgreement(product, { a: normal([3, 2, 4], 1), b: normal([4, 5], 2) }, { wrt: [] });
  });

  it('einsum', async () => {
    const sum: Operation = ({ a, b }) => tf.einsum('bij,bjk->ik', a, b);
    await expectAgreement(sum, { a: normal([3, 2, 4], 1), b: normal([3, 4, 5], 2) }, { wrt: [] });
  });

  it('oneHot and range', async () => {
    const hot: Operation = ({ i }) => tf.mul(tf.oneHot(tf.cast(i, 'int32'), 5), tf.cast(tf.range(0, 5), 'int32'));
    await expectAgreement(hot, { i: tf.tensor([0, 3, 4]) }, { wrt: [] });
  });
});
