/** The selective scan of Mamba (arXiv 2312.00752, Section 3.2) along several paths at once. */
import * as tf from '@tensorflow/tfjs-core';
import { chunkedRecurrence, type Recurrence } from './recurrence';

/** K paths of L locations, B images, D channels, N values of state per channel. */
export interface ScanInput {
  /** [K, L, B, D]. */
  x: tf.Tensor4D;
  /** Length of the step, above 0: [K, L, B, D]. */
  delta: tf.Tensor4D;
  /** Below 0: [K, N, D]. */
  a: tf.Tensor3D;
  /** How the input enters the state: [K, L, B, N]. */
  b: tf.Tensor4D;
  /** How the state is read: [K, L, B, N]. */
  c: tf.Tensor4D;
  /** Of the input past the state: [K, D]. */
  skip: tf.Tensor2D;
}

/**
 * h_t = exp(delta_t a) h_(t-1) + delta_t b_t x_t, y_t = c_t . h_t + skip x_t.
 *
 * @param recurrence Default: in chunks; `stepwiseRecurrence` is the definition.
 * @returns y [K, L, B, D].
 */
export function selectiveScan(
  { x, delta, a, b, c, skip }: ScanInput,
  recurrence: Recurrence = chunkedRecurrence,
): tf.Tensor4D {
  const [paths, length, batch, channels] = x.shape;
  const states = a.shape[1];
  const perChannel = (value: tf.Tensor) => tf.reshape(value, [paths, length, batch, 1, channels]);
  const perState = (value: tf.Tensor) => tf.reshape(value, [paths, length, batch, states, 1]);
  const decay = tf.exp(tf.mul(perChannel(delta), tf.reshape(a, [paths, 1, 1, states, channels])));
  const entering = tf.mul(perChannel(tf.mul(delta, x)), perState(b));
  const read = tf.sum(tf.mul(recurrence(decay, entering), perState(c)), 3);
  return tf.add(read, tf.mul(x, tf.reshape(skip, [paths, 1, 1, channels]))) as tf.Tensor4D;
}
