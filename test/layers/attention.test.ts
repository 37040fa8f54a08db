import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng } from '../../lib/borad/base';
import {
  addAttention,
  drawParameters,
  drawXavierUniform,
  multiHeadAttention,
  type ParameterTable,
  type TensorMap,
} from '../../lib/borad/layers';
import { expectGradients, normal } from './numericGradient';

function parameters(width: number): TensorMap {
  const table: ParameterTable = new Map();
  addAttention(table, 'attn', width, drawXavierUniform);
  return drawParameters(table, createRng(3));
}

describe('multiHeadAttention', () => {
  beforeAll(async () => {
    await prepareBackend('cpu');
  });

  it('gives every query the mean of the values where all products are equal', () => {
    const identity = tf.eye(4);
    const given: TensorMap = {};
    for (const part of ['q', 'k', 'v', 'o']) {
      given[`attn.${part}.weight`] = part === 'q' ? tf.zeros([4, 4]) : identity;
      given[`attn.${part}.bias`] = tf.zeros([4]);
    }
    const value = tf.tensor3d([1, 2, 3, 4, 3, 4, 5, 6], [1, 2, 4]);
    const y = multiHeadAttention({ query: normal([1, 3, 4], 1) as tf.Tensor3D, key: value, value }, given, 'attn', 2);
    expect(y.shape).toEqual([1, 3, 4]);
    expect(Array.from(y.dataSync())).toEqual([2, 3, 4, 5, 2, 3, 4, 5, 2, 3, 4, 5]);
  });

  it('scales products by the root of the depth of a head and takes heads from neighbouring channels', () => {
    const given: TensorMap = {};
    for (const part of ['q', 'k', 'v', 'o']) {
      given[`attn.${part}.weight`] = tf.eye(4);
      given[`attn.${part}.bias`] = tf.zeros([4]);
    }
    const x = tf.tensor3d([1, 0, 0, 0, 0, 1, 0, 2], [1, 2, 4]);
    const y = multiHeadAttention({ query: x, key: x, value: x }, given, 'attn', 2).arraySync()[0];
    // First head, first token: products 1 and 0; second head, second token: 0 and 4.
    const share = (product: number) => Math.exp(product / Math.SQRT2) / (Math.exp(product / Math.SQRT2) + 1);
    expect(y[0][0]).toBeCloseTo(share(1), 6);
    expect(y[0][1]).toBeCloseTo(1 - share(1), 6);
    expect(y[1][3]).toBeCloseTo(2 * share(4), 6);
  });

  it('never sees hidden keys', () => {
    const given = parameters(4);
    const query = normal([2, 3, 4], 1) as tf.Tensor3D;
    const source = normal([2, 3, 4], 2);
    const mask = tf.tensor2d([-1e9, 0, 0, 0, -1e9, 0, 0, 0, -1e9], [3, 3]);
    const attend = (x: tf.Tensor) =>
      multiHeadAttention({ query, key: x as tf.Tensor3D, value: x as tf.Tensor3D }, given, 'attn', 2, mask).arraySync();
    const before = attend(source);
    const moved = source.arraySync() as number[][][];
    moved[0][1] = [9, 9, 9, 9];
    const after = attend(tf.tensor(moved));
    expect(after[0][1]).toEqual(before[0][1]);
    expect(after[0][0]).not.toEqual(before[0][0]);
    expect(after[1]).toEqual(before[1]);
  });

  it('has the gradients of central differences, with and without a mask', () => {
    const inputs = { q: normal([2, 3, 4], 1), k: normal([2, 2, 4], 2), v: normal([2, 2, 4], 5), ...parameters(4) };
    const mask = tf.tensor2d([0, -1e9, 0, 0, -1e9, 0], [3, 2]);
    for (const bias of [undefined, mask]) {
      const attend = (given: TensorMap) => {
        const { q, k, v } = given as { [name: string]: tf.Tensor3D };
        return multiHeadAttention({ query: q, key: k, value: v }, given, 'attn', 2, bias);
      };
      expectGradients(attend, inputs);
    }
  });
});
