/** The mean over a neighbourhood, zeros outside of the map counted: TensorFlow.js's own `same` pooling leaves them out. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * The mean over 3x3 neighbourhoods, stride 1, divided by 9 at the border too.
 *
 * @param x [B, H, W, C].
 * @returns [B, H, W, C]; the caller disposes.
 */
export function zeroPaddedMean(x: tf.Tensor4D): tf.Tensor4D {
  const padded = tf.pad(x, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]) as tf.Tensor4D;
  return tf.avgPool(padded, 3, 1, 'valid');
}
