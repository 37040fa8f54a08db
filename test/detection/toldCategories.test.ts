import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { resolveConfig } from '../../lib/borad/config';
import { toldCategories } from '../../lib/borad/detection/toldCategories';

const architecture = { channels: [8, 8, 8], categories: ['bottle', 'screw'] };

beforeAll(() => prepareBackend('cpu'));

it('is one number per image, -1 where nothing or nothing known is said', () => {
  const told = toldCategories(architecture, resolveConfig({ method: 'hvqtrans' }));
  expect(told.inputs(4, ['screw', 'bottle', 'cable'])).toEqual([{ shape: [], data: Float32Array.of(1, 0, -1, -1) }]);
  expect(told.inputs(2)).toEqual([{ shape: [], data: Float32Array.of(-1, -1) }]);
  const places = told.places([tf.tensor1d([1, -1])]);
  expect([places?.dtype, ...(places?.dataSync() ?? [])]).toEqual(['int32', 1, -1]);
});

it('is nothing for a method that is not told, whatever is said', () => {
  for (const settings of [{ method: 'borad' }, { method: 'hvqtrans', codebooks: { category: 'nearest' } }]) {
    const told = toldCategories(architecture, resolveConfig(settings));
    expect(told.inputs(2, ['screw', 'bottle'])).toEqual([]);
    expect(told.places([])).toBeUndefined();
  }
});
