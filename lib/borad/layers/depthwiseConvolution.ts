/** One filter per channel. */
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterSpec, ParameterTable } from './parameterTable';
import { drawZeros } from './parameterTable';
import { type TensorMap, tensorOf } from './tensors';

/**
 * A depthwise convolution of stride 1 that keeps the size: zeros on every side.
 *
 * @param x [B, H, W, C].
 * @param scope Name under which `scope.weight` [k, k, C, 1], k odd, and, if present, `scope.bias` [C] are found.
 * @returns [B, H, W, C]; the caller disposes.
 */
export function depthwiseConvolution(x: tf.Tensor4D, parameters: TensorMap, scope: string): tf.Tensor4D {
  const weight = tensorOf<tf.Tensor4D>(parameters, `${scope}.weight`);
  const y = tf.depthwiseConv2d(x, weight, 1, (weight.shape[0] - 1) / 2, 'NHWC', 1, 'floor');
  const bias = parameters[`${scope}.bias`];
  return bias ? tf.add(y, bias) : y;
}

/** Adds the kernel of a depthwise convolution and, if asked for, a bias of zeros. */
export function addDepthwise(
  table: ParameterTable,
  scope: string,
  { size, channels, bias = false }: { size: number; channels: number; bias?: boolean },
  draw: ParameterSpec['draw'],
): void {
  table.set(`${scope}.weight`, { shape: [size, size, channels, 1], draw });
  if (bias) table.set(`${scope}.bias`, { shape: [channels], draw: drawZeros });
}
