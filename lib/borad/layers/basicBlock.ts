/** The residual block of ResNet18 and ResNet34. */
import * as tf from '@tensorflow/tfjs-core';
import { convolution } from './convolution';
import { addNormed } from './convolutionTable';
import { batchNorm, type NormContext } from './normalisation';
import type { ParameterTable } from './parameterTable';
import type { TensorMap } from './tensors';

/**
 * Two 3x3 convolutions with batch norm; the shortcut is added before the last ReLU.
 *
 * @param x [B, H, W, C].
 * @param scope Holds conv1, bn1, conv2, bn2 and, where the shape changes, short and short_bn.
 * @param stride Of the first convolution and of the shortcut.
 * @returns [B, ceil(H / stride), ceil(W / stride), D], not negative.
 */
export function basicBlock(
  x: tf.Tensor4D,
  parameters: TensorMap,
  scope: string,
  stride: 1 | 2,
  context: NormContext,
): tf.Tensor4D {
  const norm = (y: tf.Tensor4D, name: string) => batchNorm(y, parameters, `${scope}.${name}`, context);
  const first = tf.relu(norm(convolution(x, parameters, `${scope}.conv1`, stride), 'bn1'));
  const second = norm(convolution(first, parameters, `${scope}.conv2`), 'bn2');
  const short =
    `${scope}.short.weight` in parameters ? norm(convolution(x, parameters, `${scope}.short`, stride), 'short_bn') : x;
  return tf.relu(tf.add(second, short)) as tf.Tensor4D;
}

/** Adds a basic block's tensors; a shortcut where channels or size change. */
export function addBasicBlock(
  table: ParameterTable,
  scope: string,
  { input, output, stride = 1 }: { input: number; output: number; stride?: 1 | 2 },
): void {
  addNormed(table, `${scope}.conv1`, `${scope}.bn1`, { size: 3, input, output });
  addNormed(table, `${scope}.conv2`, `${scope}.bn2`, { size: 3, input: output, output });
  if (input === output && stride === 1) return;
  addNormed(table, `${scope}.short`, `${scope}.short_bn`, { size: 1, input, output });
}
