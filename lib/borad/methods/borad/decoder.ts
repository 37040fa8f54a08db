/** The decoder S: the mirror of the encoder, from the fused map back to the teacher's three maps (method.md, section 1). */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../../base';
import {
  bottleneckSum,
  convolution,
  defaultConvolution,
  initialBlock,
  type NetworkPart,
  type NormContext,
  type TensorMap,
} from '../../layers';
import { type Architecture, midChannels } from './architecture';

/** Blocks of the layers, coarsest first: those of Wide-ResNet-50-2's first three layers. */
export const DECODER_BLOCKS = [3, 4, 6] as const;

/** Parameters and running statistics under `dec.`; layer 0 is the deepest, head 0 belongs to the finest map. */
export function initialDecoder(rng: Rng, architecture: Architecture): NetworkPart {
  const part: NetworkPart = { parameters: {}, statistics: {} };
  let input = midChannels(architecture);
  DECODER_BLOCKS.forEach((blocks, layer) => {
    const output = architecture.widths[2 - layer];
    for (let j = 0; j < blocks; j++) {
      initialBlock(
        part,
        rng,
        `dec.layers.${layer}.${j}`,
        j === 0 ? input : output,
        output / 2,
        output,
        j === 0 ? 'up' : 'plain',
      );
    }
    input = output;
  });
  if (architecture.heads) {
    for (let scale = 0; scale < 3; scale++) {
      const head = defaultConvolution(
        rng,
        `dec.heads.${scale}`,
        1,
        architecture.widths[scale],
        architecture.channels[scale],
      );
      Object.assign(part.parameters, head);
    }
  }
  return part;
}

/**
 * @param fused [B, H, W, 2 w3].
 * @returns The student's three maps, finest first, shaped as the teacher's. Without heads they are not negative, unless
 *   the teacher is signed: then the last ReLU is left out of the comparison only (method.md, section 7).
 */
export function decoder(
  fused: tf.Tensor4D,
  parameters: TensorMap,
  context: NormContext,
  architecture: Pick<Architecture, 'heads' | 'signed'>,
): tf.Tensor4D[] {
  const outputs: tf.Tensor4D[] = [];
  let x = fused;
  DECODER_BLOCKS.forEach((blocks, layer) => {
    let sum = x;
    for (let j = 0; j < blocks; j++) {
      sum = bottleneckSum(x, parameters, `dec.layers.${layer}.${j}`, j === 0 ? 'up' : 'plain', context);
      x = tf.relu(sum);
    }
    if (architecture.heads) outputs.unshift(convolution(x, parameters, `dec.heads.${2 - layer}`));
    else outputs.unshift(architecture.signed ? sum : x);
  });
  return outputs;
}
