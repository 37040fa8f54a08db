/** Gradients against central differences, which know nothing of how they were derived. */
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { createRng } from '../../lib/borad/base';
import type { TensorMap } from '../../lib/borad/layers';

/** Normal numbers from a seed. */
export function normal(shape: number[], seed: number, scale = 1): tf.Tensor {
  const rng = createRng(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => scale * rng.normal()),
    shape,
  );
}

/**
 * Expects the gradients of sum(f * upstream) by every input to agree with central differences within 1% of their largest
 * value.
 *
 * @param step Half the difference; errors grow with its square, roundings with its inverse.
 */
export function expectGradients(f: (given: TensorMap) => tf.Tensor, inputs: TensorMap, step = 0.02): void {
  const names = Object.keys(inputs);
  const upstream = normal(f(inputs).shape, 99);
  const loss = (given: TensorMap) => tf.sum(tf.mul(f(given), upstream)) as tf.Scalar;
  const grads = tf.grads((...tensors: tf.Tensor[]) =>
    loss(Object.fromEntries(names.map((name, i) => [name, tensors[i]]))),
  )(names.map((name) => inputs[name]));
  names.forEach((name, n) => {
    const values = inputs[name].dataSync();
    const found = grads[n].dataSync();
    const numeric = Array.from(values, (_, i) => {
      const at = (shift: number) => {
        const moved = Float32Array.from(values);
        moved[i] += shift;
        return tf.tidy(() => loss({ ...inputs, [name]: tf.tensor(moved, inputs[name].shape) }).dataSync()[0]);
      };
      return (at(step) - at(-step)) / (2 * step);
    });
    const largest = Math.max(1, ...numeric.map(Math.abs));
    const worst = Math.max(...numeric.map((value, i) => Math.abs(value - found[i]) / largest));
    expect(worst, `gradient by ${name}`).toBeLessThan(0.01);
  });
}
