import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { doubledMap, resizeMap } from '../../lib/borad/layers';
import { expectGradients, normal } from './numericGradient';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const row = () => tf.tensor4d([0, 1, 2, 3], [1, 1, 4, 1]);
const close = (found: tf.Tensor, expected: number[]) =>
  Array.from(found.dataSync()).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 6);
  });

describe('resizeMap', () => {
  it('keeps the outermost samples with aligned corners', () => {
    close(resizeMap(row(), [1, 7]), [0, 0.5, 1, 1.5, 2, 2.5, 3]);
  });

  it('takes samples as centres of cells by the other rule', () => {
    close(resizeMap(row(), [1, 2], 'halfPixel'), [0.5, 2.5]);
  });

  it('hands back a map that has the size', () => {
    const map = row();
    expect(resizeMap(map, [1, 4])).toBe(map);
  });
});

describe('doubledMap', () => {
  it('makes four of every location', () => {
    close(doubledMap(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1])), [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  });

  it('has the gradients of central differences, for each image of a batch', () => {
    expectGradients(({ x }) => doubledMap(x as tf.Tensor4D), { x: normal([2, 1, 2, 2], 1) });
  });
});
