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

  it('refuses a map whose sides are no multiples', () => {
    expect(() => alignTokens([tf.zeros([1, 3, 3, 1])], tf.tensor1d([1]), [2, 2])).toThrow(ShapeError);
  });
});
