import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { createRng } from '../../lib/borad/base';

const rng = createRng(7);

export interface Values {
  shape: number[];
  data: Float32Array;
}

/** Uniform values from -1 to 1; the same sequence in every run. */
export function random(...shape: number[]): Values {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.range(-1, 1));
  return { shape, data };
}

/** Value and gradients of sum(f(inputs) * weights) with fixed, uneven weights, on one backend. */
async function evaluate(backend: string, f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: Values[]) {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const tensors = inputs.map(({ data, shape }) => tf.tensor(data, shape));
  const { value, grads } = tf.valueAndGrads((...xs: tf.Tensor[]) => {
    const y = f(...xs);
    const weights = tf.tensor(
      Float32Array.from({ length: y.size }, (_, i) => Math.sin(0.7 * i) + 0.3),
      y.shape,
    );
    return tf.sum(tf.mul(y, weights)) as tf.Scalar;
  })(tensors);
  const output = tf.tidy(() => f(...tensors));
  const results = [output, value, ...grads].map((t) => ({ shape: t.shape, data: Array.from(t.dataSync()) }));
  tf.dispose([output, value, ...grads, ...tensors]);
  expect(tf.memory().numTensors).toBe(before);
  return results;
}

/**
 * Checks value and gradients of `f` on wasm, with our kernels, against the stock cpu backend: 1e-4 of each result's
 * largest entry.
 */
export async function agree(f: (...inputs: tf.Tensor[]) => tf.Tensor, ...inputs: Values[]) {
  const ours = await evaluate('wasm', f, inputs);
  const stock = await evaluate('cpu', f, inputs);
  stock.forEach(({ shape, data }, i) => {
    expect(ours[i].shape).toEqual(shape);
    const scale = data.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-6);
    data.forEach((v, j) => {
      const deviation = Math.abs(ours[i].data[j] - v) / scale;
      if (!(deviation <= 1e-4)) expect.fail(`result ${i} [${shape}] at ${j}: ${ours[i].data[j]}, expected ${v}`);
    });
  });
}
