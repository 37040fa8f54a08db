import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { globalFeature } from '../../lib/borad/detection/globalFeature';

beforeAll(() => prepareBackend('cpu'));

it("is each scale's mean over its places at length 1, one scale after another", () => {
  const fine = tf.tensor4d([1, 2, 5, 6, 3, 0, 3, 0], [2, 1, 2, 2]);
  const coarse = tf.tensor4d([-2, 0, 0, 0], [2, 1, 1, 2]);
  const before = tf.memory().numTensors;
  const found = globalFeature([fine, coarse]);
  expect(tf.memory().numTensors).toBe(before + 1);
  // A map of zeros has no direction: it stays zeros.
  [0.6, 0.8, -1, 0, 1, 0, 0, 0].forEach((value, i) => {
    expect(found.dataSync()[i]).toBeCloseTo(value, 5);
  });
  expect(found.shape).toEqual([2, 4]);
});
