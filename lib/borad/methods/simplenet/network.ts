/** Adaptor and discriminator (arXiv 2303.15140, Sections 3.2 and 3.4): three dense layers over single locations. */
import * as tf from '@tensorflow/tfjs-core';
import {
  addBatchNorm,
  batchNorm,
  dense,
  drawNormal,
  drawUniform,
  type NormContext,
  type ParameterTable,
  type TensorMap,
  tensorOf,
} from '../../layers';

/** Slope of the discriminator's LeakyReLU below zero, as in the authors' code. */
const SLOPE = 0.2;

/** Adds a dense layer: weight Xavier normal, bias PyTorch's default, within 1 / sqrt(fan-in). */
function addLayer(table: ParameterTable, scope: string, input: number, output: number, bias: boolean): void {
  table.set(`${scope}.weight`, { shape: [input, output], draw: drawNormal(Math.sqrt(2 / (input + output))) });
  const bound = 1 / Math.sqrt(input);
  if (bias) table.set(`${scope}.bias`, { shape: [output], draw: drawUniform(-bound, bound) });
}

/**
 * Adds `adaptor`, `d1`, `bn` and `d2`.
 *
 * @param channels Of all scales together.
 * @param hidden Width between the discriminator's two layers.
 */
export function addNetwork(table: ParameterTable, channels: number, hidden: number): void {
  addLayer(table, 'adaptor', channels, channels, true);
  addLayer(table, 'd1', channels, hidden, true);
  addBatchNorm(table, 'bn', hidden);
  addLayer(table, 'd2', hidden, 1, false);
}

/** The adaptor: [N, C] to [N, C]. */
export function adapt(rows: tf.Tensor2D, parameters: TensorMap): tf.Tensor2D {
  return dense(rows, parameters, 'adaptor');
}

/**
 * The discriminator: high for normal features, low for others.
 *
 * @param rows Adapted features [N, C]; in training, normal and disturbed ones together, since the batch norm is to see both.
 * @returns [N].
 */
export function discriminate(rows: tf.Tensor2D, parameters: TensorMap, context: NormContext): tf.Tensor1D {
  const hidden = dense(rows, parameters, 'd1');
  const [count, width] = hidden.shape;
  const map = tf.reshape(hidden, [count, 1, 1, width]) as tf.Tensor4D;
  const normed = tf.reshape(batchNorm(map, parameters, 'bn', context), [count, width]) as tf.Tensor2D;
  const score = tf.matMul(tf.leakyRelu(normed, SLOPE), tensorOf<tf.Tensor2D>(parameters, 'd2.weight'));
  return tf.reshape(score, [count]) as tf.Tensor1D;
}
