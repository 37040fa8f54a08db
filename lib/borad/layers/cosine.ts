/** Cosine similarity with norms clamped before the division: `tf.norm` has a NaN gradient at zero. */
import * as tf from '@tensorflow/tfjs-core';

/** Floor of each norm. */
export const COSINE_EPSILON = 1e-8;

/**
 * The Euclidean norm over the last axis, at least 1e-8, with gradient zero at zero.
 *
 * @param x [..., C].
 * @returns [..., 1].
 */
export function clampedNorm(x: tf.Tensor): tf.Tensor {
  // sqrt has an infinite slope at zero: clamp the square, whose gradient vanishes below the floor.
  return tf.sqrt(tf.maximum(tf.sum(tf.square(x), -1, true), COSINE_EPSILON * COSINE_EPSILON));
}

/**
 * cos = a.b / (max(|a|, 1e-8) max(|b|, 1e-8)) over the last axis; a zero vector gives 0.
 *
 * @param a [..., C].
 * @param b Same shape.
 * @returns [...], from -1 to 1.
 */
export function cosineSimilarity(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const product = tf.sum(tf.mul(a, b), -1);
  const norms = tf.mul(clampedNorm(a), clampedNorm(b));
  return tf.div(product, tf.reshape(norms, product.shape));
}

/**
 * Every vector of the last axis divided by its length; a zero vector stays zero.
 *
 * @param x [..., C].
 * @returns [..., C], of length 1.
 */
export function unitVectors<T extends tf.Tensor>(x: T): T {
  return tf.div(x, clampedNorm(x)) as T;
}
