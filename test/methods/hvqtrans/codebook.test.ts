import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import {
  categoryRows,
  movedCodebooks,
  nearestCategory,
  nearestPlaces,
  quantise,
  reseededCodebooks,
  transportCost,
} from '../../../lib/borad/methods/hvqtrans/codebook';

beforeAll(async () => {
  await prepareBackend('cpu');
});

/** Two categories of two codes in the plane. */
const books = () => ({
  codes: tf.tensor3d([0, 0, 4, 0, 0, 10, 4, 10], [2, 2, 2]),
  sums: tf.tensor3d([0, 0, 4, 0, 0, 10, 4, 10], [2, 2, 2]),
  counts: tf.tensor2d([1, 1, 1, 1], [2, 2]),
});
/** One image, two tokens. */
const tokens = () => tf.tensor3d([1, 0, 3, 1], [1, 2, 2]);
const ofFirst = () => categoryRows(tf.tensor1d([0], 'int32'), 2);

describe('quantise', () => {
  it('takes the nearest code, the lowest on ties, and hands the gradient on', () => {
    const codes = tf.tensor3d([0, 0, 2, 0], [1, 2, 2]);
    const { value, commitment } = quantise(tokens(), codes);
    expect(Array.from(nearestPlaces(tokens(), codes).dataSync())).toEqual([0, 1]);
    expect(Array.from(value.dataSync())).toEqual([0, 0, 2, 0]);
    // Squares of 1, 0, 1 and 1.
    expect(commitment.dataSync()[0]).toBeCloseTo(0.75, 6);
    const gradient = tf.grad((x) => tf.sum(tf.mul(quantise(x as tf.Tensor3D, codes).value, tf.tensor1d([5, 7]))));
    expect(Array.from(gradient(tokens()).dataSync())).toEqual([5, 7, 5, 7]);
  });
});

describe('nearestCategory', () => {
  it('looks at the nearest of its codes, not at the farthest', () => {
    // The first has a code on the token and one far away, the second two at a middle distance.
    const codes = tf.tensor3d([1, 0, 90, 0, 3, 0, 3, 0], [2, 2, 2]);
    expect([...nearestCategory(tf.tensor3d([1, 0], [1, 1, 2]), codes).dataSync()]).toEqual([0]);
  });

  it('is that whose codes are nearest on the average of the tokens', () => {
    const images = tf.concat([tokens(), tf.add(tokens(), tf.tensor1d([0, 9])) as tf.Tensor3D]);
    expect(Array.from(nearestCategory(images, books().codes).dataSync())).toEqual([0, 1]);
  });
});

describe('transportCost', () => {
  it('is one minus the cosine to each code, weighted by the softmax of the products over the number of codes', () => {
    const codes = tf.tensor3d([2, 0, 0, 1], [1, 2, 2]);
    const cost = transportCost(tf.tensor3d([1, 0, 3, 3], [1, 2, 2]), codes).dataSync();
    // Products 2 and 0 with cosines 1 and 0; products 6 and 3 with equal cosines.
    const second = 1 / (1 + Math.exp(1));
    expect(cost[0]).toBeCloseTo(second, 6);
    expect(cost[1]).toBeCloseTo(1 - Math.SQRT1_2, 6);
  });
});

describe('movedCodebooks', () => {
  it('moves codes of the batch towards their tokens and leaves the others', () => {
    const places = tf.tensor2d([0, 1], [1, 2], 'int32');
    const next = movedCodebooks(books(), tokens(), places, ofFirst());
    const codes = next.codes.dataSync();
    [0.01, 0, 3.99, 0.01, 0, 10, 4, 10].forEach((value, i) => {
      expect(codes[i]).toBeCloseTo(value, 5);
    });
    next.counts.dataSync().forEach((count) => {
      expect(count).toBeCloseTo(1, 6);
    });
  });
});

describe('reseededCodebooks', () => {
  const unused = () => ({ ...books(), counts: tf.tensor2d([0.01, 1, 0.01, 1], [2, 2]) });
  const picks = () => tf.tensor2d([1, 0, 0, 0], [2, 2], 'int32');

  it('puts unused codes of categories in the batch on tokens, with a count of 1', () => {
    const next = reseededCodebooks(unused(), tokens(), picks(), tf.scalar(0.05), ofFirst());
    expect(Array.from(next.codes.dataSync())).toEqual([3, 1, 4, 0, 0, 10, 4, 10]);
    expect(Array.from(next.sums.dataSync())).toEqual([3, 1, 4, 0, 0, 10, 4, 10]);
    const counts = Array.from(next.counts.dataSync());
    expect(counts.slice(0, 2)).toEqual([1, 1]);
    expect(counts[2]).toBeCloseTo(0.01, 6);
  });

  it('moves none at a limit of 0', () => {
    const next = reseededCodebooks(unused(), tokens(), picks(), tf.scalar(0), ofFirst());
    expect(next.codes.dataSync()).toEqual(books().codes.dataSync());
  });
});
