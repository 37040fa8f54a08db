/** A bank and heads that leave a vector as it is, so that losses can be counted by hand. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../../../lib/borad/layers';

/** Prototypes of 2 x 2 locations, [4, 2, 4]: along the first axis, and along the second with length 2. */
export function bank(): tf.Tensor3D {
  const rows = [1, 0, 0, 0, 0, 2, 0, 0];
  return tf.tensor3d([...rows, ...rows, ...rows, ...rows], [4, 2, 4]);
}

/** Square matrices of the identity for every head that maps C to C; merge takes the map and drops the routed part. */
export function plainHeads(): TensorMap {
  const identity = (shape: number[]) => tf.reshape(tf.eye(4), shape);
  const zeros = () => tf.zeros([4]);
  return {
    'heads.bank': bank(),
    'heads.merge.weight': tf.reshape(tf.concat([tf.eye(4), tf.zeros([4, 4])], 0), [1, 1, 8, 4]),
    'heads.merge.bias': zeros(),
    'heads.qs1.weight': identity([1, 1, 4, 4]),
    'heads.qs1.bias': zeros(),
    'heads.qs2.weight': identity([1, 1, 4, 4]),
    'heads.qs2.bias': zeros(),
    'heads.qg1.weight': tf.eye(4),
    'heads.qg1.bias': zeros(),
    'heads.qg2.weight': tf.eye(4),
    'heads.qg2.bias': zeros(),
  };
}

/** Normalised to mean 0 and variance 1, then leaky, as each layer of a predictor does; in double precision. */
export function normLeaky(values: readonly number[]): number[] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map((value) => {
    const scaled = (value - mean) / Math.sqrt(variance + 1e-5);
    return scaled > 0 ? scaled : 0.01 * scaled;
  });
}

export function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, i) => sum + value * y[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
