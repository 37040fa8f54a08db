import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { zeroPaddedMean } from '../../lib/borad/layers';

beforeAll(async () => {
  await prepareBackend('cpu');
});

it('divides by nine at the border too', () => {
  const mean = zeroPaddedMean(tf.ones([1, 3, 4, 2]));
  expect(mean.shape).toEqual([1, 3, 4, 2]);
  const first = Array.from(mean.dataSync()).filter((_, i) => i % 2 === 0);
  const expected = [4, 6, 6, 4, 6, 9, 9, 6, 4, 6, 6, 4].map((cells) => cells / 9);
  first.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 6);
  });
});
