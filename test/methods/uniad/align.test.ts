import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { ShapeError } from '../../../lib/borad/base';
import { alignTokens } from '../../../lib/borad/methods/uniad/align';

describe('alignTokens', () => {
  beforeAll(async () => {
    await prepareBackend('cpu');
  });

  it('pools finer maps, spreads coarser ones and divides by the norms', () => {
    const fine = tf.tensor4d([1, 3, 5, 7, 1, 3, 5, 7, 0, 0, 0, 0, 0, 0, 0, 0], [1, 4, 4, 1]);
    const coarse = tf.tensor4d([6], [1, 1, 1, 1]);
    const tokens = alignTokens([fine, coarse], tf.tensor1d([2, 3]), [2, 2]);
    expect(tokens.arraySync()).toEqual([
      [
        [1, 2],
        [3, 2],
        [0, 2],
        [0, 2],
      ],
    ]);
  });

  it('pools or spreads each side as the grid wants it', () => {
    const tokensOf = (values: number[], shape: [number, number]) =>
      alignTokens([tf.tensor4d(values, [1, ...shape, 1])], tf.tensor1d([1]), [2, 2]).arraySync();
    expect(tokensOf([1, 2, 3, 4], [2, 2])).toEqual([[[1], [2], [3], [4]]]);
    expect(tokensOf([1, 3, 5, 7, 2, 4, 6, 8], [2, 4])).toEqual([[[2], [6], [3], [7]]]);
    expect(tokensOf([1, 2, 3, 4, 5, 6, 7, 8], [4, 2])).toEqual([[[2], [3], [6], [7]]]);
    expect(tokensOf([1, 2], [1, 2])).toEqual([[[1], [2], [1], [2]]]);
    for (const shape of [
      [2, 3],
      [3, 2],
      [3, 3],
    ] as [number, number][])
      expect(() => tokensOf(Array(shape[0] * shape[1]).fill(1), shape), shape.join('x')).toThrow(ShapeError);
  });

  it('refuses a map whose sides are no multiples', () => {
    expect(() => alignTokens([tf.zeros([1, 3, 3, 1])], tf.tensor1d([1]), [2, 2])).toThrow(ShapeError);
  });
});
