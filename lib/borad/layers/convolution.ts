/** Convolutions with PyTorch's geometry: zero padding on every side, also at stride 2, where `same` would pad one side only. */
import * as tf from '@tensorflow/tfjs-core';
import { type TensorMap, tensorOf } from './tensors';

/**
 * A convolution; the kernel's size decides the padding: 3x3 pads one zero on every side, 1x1 none.
 *
 * @param x [B, H, W, C].
 * @param scope Name under which `scope.weight` [k, k, C, D] and, if present, `scope.bias` [D] are found.
 * @param stride 1 or 2.
 * @returns [B, ceil(H / stride), ceil(W / stride), D]; the caller disposes.
 */
export function convolution(x: tf.Tensor4D, parameters: TensorMap, scope: string, stride: 1 | 2 = 1): tf.Tensor4D {
  const weight = tensorOf<tf.Tensor4D>(parameters, `${scope}.weight`);
  const y =
    weight.shape[0] === 1
      ? tf.conv2d(x, weight, stride, 'valid')
      : tf.conv2d(x, weight, stride, (weight.shape[0] - 1) / 2, 'NHWC', 1, 'floor');
  const bias = parameters[`${scope}.bias`];
  return bias ? tf.add(y, bias) : y;
}

/**
 * A 2x2 transposed convolution of stride 2 without bias: every location becomes a 2x2 patch.
 *
 * @param x [B, H, W, C].
 * @param scope Name under which `scope.weight` [2, 2, D, C] is found.
 * @returns [B, 2H, 2W, D]; the caller disposes.
 */
export function upConvolution(x: tf.Tensor4D, parameters: TensorMap, scope: string): tf.Tensor4D {
  const weight = tensorOf<tf.Tensor4D>(parameters, `${scope}.weight`);
  const [batch, height, width] = x.shape;
  return tf.conv2dTranspose(x, weight, [batch, 2 * height, 2 * width, weight.shape[2]], 2, 'valid');
}

/**
 * A dense layer with bias.
 *
 * @param x [rows, C].
 * @param scope Name under which `scope.weight` [C, D] and `scope.bias` [D] are found.
 */
export function dense(x: tf.Tensor2D, parameters: TensorMap, scope: string): tf.Tensor2D {
  return tf.add(
    tf.matMul(x, tensorOf<tf.Tensor2D>(parameters, `${scope}.weight`)),
    tensorOf(parameters, `${scope}.bias`),
  );
}
