/** A 3x3 convolution with holes, made of a plain one: TensorFlow.js has no gradient for dilated convolutions. */
import * as tf from '@tensorflow/tfjs-core';
import { convolution } from './convolution';
import type { TensorMap } from './tensors';

/** The map with zeros below and to the right, so that the rate divides both sides. */
function filledUp(x: tf.Tensor4D, rate: number): tf.Tensor4D {
  const missing = (side: number) => (rate - (side % rate)) % rate;
  const [below, right] = [missing(x.shape[1]), missing(x.shape[2])];
  if (below + right === 0) return x;
  return tf.pad(x, [
    [0, 0],
    [0, below],
    [0, right],
    [0, 0],
  ]) as tf.Tensor4D;
}

/**
 * A 3x3 convolution of that dilation, stride 1, padded with as many zeros on every side, so that the size stays. Places whose
 * row and column leave the same rests when divided by the rate see only each other: each such group is a map of its own, and
 * a plain convolution over all of them is the dilated one, borders included.
 *
 * @param x [B, H, W, C].
 * @param scope Name under which `scope.weight` [3, 3, C, D] and, if present, `scope.bias` [D] are found.
 * @param rate Places from one tap to the next, from 1 up.
 * @returns [B, H, W, D]; the caller disposes.
 */
export function dilatedConvolution(x: tf.Tensor4D, parameters: TensorMap, scope: string, rate: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const whole = filledUp(x, rate);
  const [rows, columns] = [whole.shape[1] / rate, whole.shape[2] / rate];
  const split = tf.transpose(tf.reshape(whole, [batch, rows, rate, columns, rate, channels]), [2, 4, 0, 1, 3, 5]);
  const groups = tf.reshape(split, [rate * rate * batch, rows, columns, channels]) as tf.Tensor4D;
  const y = convolution(groups, parameters, scope);
  const outputs = y.shape[3];
  const joined = tf.transpose(tf.reshape(y, [rate, rate, batch, rows, columns, outputs]), [2, 3, 0, 4, 1, 5]);
  const filled = tf.reshape(joined, [batch, rows * rate, columns * rate, outputs]) as tf.Tensor4D;
  return rows * rate === height && columns * rate === width
    ? filled
    : tf.slice(filled, [0, 0, 0, 0], [batch, height, width, outputs]);
}
