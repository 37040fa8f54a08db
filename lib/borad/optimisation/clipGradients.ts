/** Gradients shortened together (authors' configuration; the paper does not mention it). */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../layers';

/** What is added to a length before it divides. */
const LEAST = 1e-6;

/**
 * All gradients times one factor, so that their common Euclidean length is at most `limit`; shorter ones stay as they are.
 *
 * @param limit Above 0.
 * @returns New tensors by the same names; the inputs are not freed.
 */
export function clipGradients(gradients: TensorMap, limit: number): TensorMap {
  return tf.tidy(() => {
    const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
    const length = tf.sqrt(tf.addN(squares));
    const factor = tf.minimum(tf.div(limit, tf.add(length, LEAST)), 1);
    return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, factor)]));
  }) as TensorMap;
}
