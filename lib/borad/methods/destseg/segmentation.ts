/** The segmentation network: from products of teacher and student to the probability that a location was corrupted. */
import * as tf from '@tensorflow/tfjs-core';
import {
  addBasicBlock,
  addConvolution,
  addNormed,
  basicBlock,
  batchNorm,
  convolution,
  dilatedConvolution,
  type NormContext,
  type ParameterTable,
  type TensorMap,
} from '../../layers';
import type { Architecture } from './architecture';

const SCOPE = 'seg';

/** Adds the segmentation's tensors under `seg.`. */
export function addSegmentation(
  table: ParameterTable,
  { channels, segmentation, rates }: Pick<Architecture, 'channels' | 'segmentation' | 'rates'>,
): void {
  const width = segmentation;
  const input = channels.reduce((a, b) => a + b, 0);
  const add = (name: string, size: number, from: number) =>
    addNormed(table, `${SCOPE}.${name}.conv`, `${SCOPE}.${name}.bn`, { size, input: from, output: width });
  addBasicBlock(table, `${SCOPE}.res.0`, { input, output: width });
  addBasicBlock(table, `${SCOPE}.res.1`, { input: width, output: width });
  add('pool', 1, width);
  rates.forEach((_, i) => {
    add(`aspp.${i}`, 3, width);
  });
  add('fuse', 3, (1 + rates.length) * width);
  add('last', 3, width);
  addConvolution(table, `${SCOPE}.out`, { size: 1, input: width, output: 1 });
}

/**
 * Two basic blocks, a pyramid of dilated convolutions and the mean over all locations (arXiv 1706.05587), and two more
 * convolutions.
 *
 * @param products [B, H, W, C].
 * @returns Logits [B, H, W]; the caller disposes.
 */
export function segmentationLogits(
  products: tf.Tensor4D,
  parameters: TensorMap,
  context: NormContext,
  rates: readonly number[],
): tf.Tensor3D {
  const active = (x: tf.Tensor4D, name: string) => tf.relu(batchNorm(x, parameters, `${SCOPE}.${name}.bn`, context));
  const plain = (x: tf.Tensor4D, name: string) => active(convolution(x, parameters, `${SCOPE}.${name}.conv`), name);
  const [batch, height, width] = products.shape;
  const first = basicBlock(products, parameters, `${SCOPE}.res.0`, 1, context);
  const x = basicBlock(first, parameters, `${SCOPE}.res.1`, 1, context);
  const overall = plain(tf.mean(x, [1, 2], true) as tf.Tensor4D, 'pool');
  const branches = [
    tf.mul(overall, tf.ones([1, height, width, 1])) as tf.Tensor4D,
    ...rates.map((rate, i) => active(dilatedConvolution(x, parameters, `${SCOPE}.aspp.${i}.conv`, rate), `aspp.${i}`)),
  ];
  const fused = plain(tf.concat(branches, 3), 'fuse');
  const logits = convolution(plain(fused, 'last'), parameters, `${SCOPE}.out`);
  return tf.reshape(logits, [batch, height, width]) as tf.Tensor3D;
}
