/** Sequences of tokens [B, L, C]: what transformers work on; a map's locations are its tokens, row by row. */
import * as tf from '@tensorflow/tfjs-core';
import { type TensorMap, tensorOf } from './tensors';

/**
 * A dense layer over the last axis.
 *
 * @param x [B, L, C].
 * @param scope Name under which `scope.weight` [C, D] and, if present, `scope.bias` [D] are found.
 * @returns [B, L, D].
 */
export function tokenDense(x: tf.Tensor3D, parameters: TensorMap, scope: string): tf.Tensor3D {
  const weight = tensorOf<tf.Tensor2D>(parameters, `${scope}.weight`);
  const [batch, length, channels] = x.shape;
  const rows = tf.matMul(tf.reshape(x, [batch * length, channels]), weight);
  const bias = parameters[`${scope}.bias`];
  return tf.reshape(bias ? tf.add(rows, bias) : rows, [batch, length, weight.shape[1]]);
}

/** [B, H, W, C] to [B, H W, C]. */
export function mapToTokens(map: tf.Tensor4D): tf.Tensor3D {
  const [batch, height, width, channels] = map.shape;
  return tf.reshape(map, [batch, height * width, channels]);
}

/**
 * Patches of a map as tokens: the map is cut into a grid, and a token holds its patch by row, column and channel, the
 * channel fastest.
 *
 * @param map [B, H, W, C]; H and W are multiples of the grid's sides.
 * @param grid Rows and columns of the grid.
 * @returns [B, rows columns, (H / rows) (W / columns) C].
 */
export function foldPatches(map: tf.Tensor4D, [rows, columns]: [number, number]): tf.Tensor3D {
  const [batch, height, width, channels] = map.shape;
  const [h, w] = [height / rows, width / columns];
  const apart = tf.reshape(map, [batch, rows, h, columns, w, channels]);
  return tf.reshape(tf.transpose(apart, [0, 1, 3, 2, 4, 5]), [batch, rows * columns, h * w * channels]);
}

/**
 * The inverse of `foldPatches`.
 *
 * @param tokens [B, rows columns, h w C].
 * @param shape Height, width and channels of the map.
 * @returns [B, H, W, C].
 */
export function unfoldPatches(
  tokens: tf.Tensor3D,
  [rows, columns]: [number, number],
  [height, width, channels]: [number, number, number],
): tf.Tensor4D {
  const batch = tokens.shape[0];
  const apart = tf.reshape(tokens, [batch, rows, columns, height / rows, width / columns, channels]);
  return tf.reshape(tf.transpose(apart, [0, 1, 3, 2, 4, 5]), [batch, height, width, channels]);
}
