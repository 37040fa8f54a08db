/** The residual block of Wide-ResNet, and its mirror in the decoder. */
import * as tf from '@tensorflow/tfjs-core';
import { convolution, upConvolution } from './convolution';
import { addBatchNorm, addNormed } from './convolutionTable';
import type { BottleneckShape } from './moduleCost';
import { batchNorm, type NormContext } from './normalisation';
import { drawUniform, type ParameterTable } from './parameterTable';
import type { TensorMap } from './tensors';

/** How a block changes the map's size: not at all, halved by a 3x3 of stride 2, or doubled by a 2x2 transposed convolution. */
export type BlockKind = 'plain' | 'down' | 'up';

/**
 * 1x1, then 3x3 (or 2x2 transposed), then 1x1 convolution, each with batch norm; the shortcut is added before the last ReLU.
 *
 * @param x [B, H, W, C].
 * @param scope Holds conv1, bn1, conv2, bn2, conv3, bn3 and, where the shape changes, short and short_bn.
 * @returns The sum before the last ReLU; `tf.relu` of it is the block's output.
 */
export function bottleneckSum(
  x: tf.Tensor4D,
  parameters: TensorMap,
  scope: string,
  kind: BlockKind,
  context: NormContext,
): tf.Tensor4D {
  const stride = kind === 'down' ? 2 : 1;
  const norm = (y: tf.Tensor4D, name: string) => batchNorm(y, parameters, `${scope}.${name}`, context);
  let y = tf.relu(norm(convolution(x, parameters, `${scope}.conv1`), 'bn1'));
  y =
    kind === 'up'
      ? upConvolution(y, parameters, `${scope}.conv2`)
      : convolution(y, parameters, `${scope}.conv2`, stride);
  y = norm(convolution(tf.relu(norm(y, 'bn2')), parameters, `${scope}.conv3`), 'bn3');
  if (!(`${scope}.short.weight` in parameters)) return tf.add(y, x);
  const short =
    kind === 'up'
      ? upConvolution(x, parameters, `${scope}.short`)
      : convolution(x, parameters, `${scope}.short`, stride);
  return tf.add(y, norm(short, 'short_bn'));
}

/** The block with its last ReLU: [B, H, W, C] to [B, H', W', D], not negative. */
export function bottleneck(
  x: tf.Tensor4D,
  parameters: TensorMap,
  scope: string,
  kind: BlockKind,
  context: NormContext,
): tf.Tensor4D {
  return tf.relu(bottleneckSum(x, parameters, scope, kind, context));
}

/** Adds a 2x2 transposed convolution without bias, drawn as PyTorch does by default, and the batch norm that follows it. */
function addNormedUp(table: ParameterTable, scope: string, norm: string, input: number, output: number): void {
  const bound = 1 / Math.sqrt(2 * 2 * output);
  table.set(`${scope}.weight`, { shape: [2, 2, output, input], draw: drawUniform(-bound, bound) });
  addBatchNorm(table, norm, output);
}

/** Adds a block's tensors; a shortcut where channels or size change. */
export function addBottleneck(
  table: ParameterTable,
  scope: string,
  input: number,
  { width, channels, kind = 'plain' }: BottleneckShape,
): void {
  const change = (name: string, norm: string, size: number, from: number, to: number) =>
    kind === 'up'
      ? addNormedUp(table, `${scope}.${name}`, `${scope}.${norm}`, from, to)
      : addNormed(table, `${scope}.${name}`, `${scope}.${norm}`, { size, input: from, output: to });
  addNormed(table, `${scope}.conv1`, `${scope}.bn1`, { size: 1, input, output: width });
  change('conv2', 'bn2', 3, width, width);
  addNormed(table, `${scope}.conv3`, `${scope}.bn3`, { size: 1, input: width, output: channels });
  if (kind !== 'plain' || input !== channels) change('short', 'short_bn', 1, input, channels);
}
