import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { stopGradient, straightThrough, withGradientFactor } from '../../lib/borad/layers';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const x = () => tf.tensor1d([1, -2, 3]);

describe('withGradientFactor', () => {
  it('keeps the value and multiplies the gradient by a factor that is a constant', () => {
    const f = (t: tf.Tensor) => tf.sum(tf.square(withGradientFactor(t, tf.abs)));
    expect(f(x()).dataSync()[0]).toBe(14);
    // 2 x |x|: a factor through which gradient flowed would add to it.
    expect(Array.from(tf.grad(f)(x()).dataSync())).toEqual([2, -8, 18]);
  });
});

describe('straightThrough', () => {
  it('has the other value and the gradient of x', () => {
    const f = (t: tf.Tensor) =>
      tf.sum(
        tf.mul(
          straightThrough(t, (given) => tf.floor(tf.div(given, 2))),
          tf.tensor1d([1, 2, 3]),
        ),
      );
    // Halves, rounded down: 0, -1 and 1.
    expect(f(x()).dataSync()[0]).toBe(1);
    expect(Array.from(tf.grad(f)(x()).dataSync())).toEqual([1, 2, 3]);
  });
});

describe('stopGradient', () => {
  it('keeps the value and lets no gradient through', () => {
    const f = (t: tf.Tensor) => tf.sum(tf.mul(t, stopGradient(t)));
    expect(f(x()).dataSync()[0]).toBe(14);
    expect(Array.from(tf.grad(f)(x()).dataSync())).toEqual([1, -2, 3]);
  });
});
