import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { inPlainArrays } from '../../lib/borad/base';

it('makes tensors where no backend is chosen yet, and leaves the choice to TensorFlow.js', () => {
  expect(tf.getBackend()).toBeUndefined();
  const made = inPlainArrays(() => tf.tensor([1, 2]));
  expect([...made.dataSync()]).toEqual([1, 2]);
});

it('keeps the arrays that tensors are made of, and the backend that was chosen, also after an error', async () => {
  await prepareBackend('wasm');
  const numbers = Float32Array.of(1, 2, 3);
  expect(inPlainArrays(() => tf.tensor(numbers)).dataSync()).toBe(numbers);
  expect(() =>
    inPlainArrays(() => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(tf.getBackend()).toBe('wasm');
});
