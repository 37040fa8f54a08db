/** Feature jitter: noise in proportion to a token's length (UniAD, Section 3.4). */
import * as tf from '@tensorflow/tfjs-core';

/**
 * x + n |x| alpha / C.
 *
 * @param tokens [B, L, C]; a token of zeros stays zero, and its gradient is finite.
 * @param noise Standard normal numbers of the same shape.
 */
export function jitter(tokens: tf.Tensor3D, noise: tf.Tensor3D, alpha: number): tf.Tensor3D {
  const squares = tf.sum(tf.square(tokens), -1, true);
  // s / sqrt(max(s, tiny)) is the length, with a finite slope at zero where sqrt has none.
  const length = tf.mul(squares, tf.rsqrt(tf.maximum(squares, 1e-16)));
  return tf.add(tokens, tf.mul(noise, tf.mul(length, alpha / tokens.shape[2])));
}
