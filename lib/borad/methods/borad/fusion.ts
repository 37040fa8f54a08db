/** MFF-OCE: multi-scale feature fusion and one-class embedding of reverse distillation (Section 3.2; arXiv 2201.10703). */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../../base';
import {
  batchNorm,
  bottleneck,
  convolution,
  heConvolution,
  initialBlock,
  type NetworkPart,
  type NormContext,
  type TensorMap,
  withNorm,
} from '../../layers';
import type { Architecture } from './architecture';

/** Three bottlenecks; the first halves the map. */
export const FUSION_BLOCKS = 3;

/** Parameters and running statistics under `mff.`. */
export function initialFusion(rng: Rng, { widths: [w1, w2, w3] }: Architecture): NetworkPart {
  const part: NetworkPart = { parameters: {}, statistics: {} };
  withNorm(part, heConvolution(rng, 'mff.down1a', 3, w1, w2), 'mff.bn1a', w2);
  withNorm(part, heConvolution(rng, 'mff.down1b', 3, w2, w3), 'mff.bn1b', w3);
  withNorm(part, heConvolution(rng, 'mff.down2', 3, w2, w3), 'mff.bn2', w3);
  for (let i = 0; i < FUSION_BLOCKS; i++) {
    initialBlock(part, rng, `mff.blocks.${i}`, i === 0 ? 3 * w3 : 2 * w3, w3 / 2, 2 * w3, i === 0 ? 'down' : 'plain');
  }
  return part;
}

/**
 * @param projected Three maps [B, H, W, width], finest first, each half the size of the one before.
 * @returns The fused map m, [B, H/2, W/2, 2 w3] with H, W of the coarsest; not negative.
 */
export function fusion(projected: tf.Tensor4D[], parameters: TensorMap, context: NormContext): tf.Tensor4D {
  const down = (x: tf.Tensor4D, name: string, norm: string) =>
    tf.relu(batchNorm(convolution(x, parameters, `mff.${name}`, 2), parameters, `mff.${norm}`, context));
  const fine = down(down(projected[0], 'down1a', 'bn1a'), 'down1b', 'bn1b');
  const middle = down(projected[1], 'down2', 'bn2');
  let x = tf.concat([fine, middle, projected[2]], 3);
  for (let i = 0; i < FUSION_BLOCKS; i++)
    x = bottleneck(x, parameters, `mff.blocks.${i}`, i === 0 ? 'down' : 'plain', context);
  return x;
}
