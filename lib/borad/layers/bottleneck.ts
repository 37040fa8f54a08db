/** The residual block of Wide-ResNet, and its mirror in the decoder. */
import * as tf from '@tensorflow/tfjs';
import { convolution, upConvolution } from './convolution';
import { batchNorm, type NormContext } from './normalisation';
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
