import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { ShapeError } from '../../lib/borad/base';
import { foldedGrid, foldMaps, patchSizes, unfoldMaps } from '../../lib/borad/methods/foldedMaps';
import { normal } from '../compile/agreement';

const teacher = {
  channels: [2, 3] as unknown as [number, number, number],
  strides: [8, 16] as unknown as [number, number, number],
};

describe('folded maps', () => {
  beforeAll(async () => {
    await prepareBackend('cpu');
  });

  it('hold all maps at a token, each location with a mean square of 1, and unfold to them', () => {
    const folded = foldedGrid(teacher, 32, 16);
    expect(folded).toEqual({
      channels: [2, 3],
      sizes: [
        [4, 4],
        [2, 2],
      ],
      grid: [2, 2],
    });
    expect(patchSizes(folded)).toEqual([8, 3]);
    const maps = [normal([1, 4, 4, 2], 1), normal([1, 2, 2, 3], 2)] as tf.Tensor4D[];
    const tokens = foldMaps(maps, folded);
    expect(tokens.shape).toEqual([1, 4, 11]);
    expect(tf.mean(tf.square(tokens)).dataSync()[0]).toBeCloseTo(1, 5);
    unfoldMaps(tokens, folded).forEach((map, scale) => {
      const lengths = tf.norm(maps[scale], 2, 3, true);
      const expected = tf.mul(tf.div(maps[scale], lengths), Math.sqrt(map.shape[3])).dataSync();
      expect(map.shape).toEqual(maps[scale].shape);
      map.dataSync().forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i], 5);
      });
    });
  });

  it('leave a location of zeros at zero', () => {
    const tokens = foldMaps([tf.zeros([1, 2, 2, 3])], { grid: [1, 1] });
    expect(Array.from(tokens.dataSync())).toEqual(new Array(12).fill(0));
  });

  it('refuse tokens that split a location, and images of no whole number of tokens', () => {
    expect(() => foldedGrid(teacher, 32, 8)).toThrow(/transformer\.stride/);
    expect(() => foldedGrid(teacher, 40, 16)).toThrow(ShapeError);
  });
});
