/**
 * RD4AD (arXiv 2201.10703): the one-class bottleneck embedding fuses the teacher's maps, the decoder rebuilds them from it,
 * the coarsest first. Both are BoRAD's; the embedding reads the teacher's channels where BoRAD's reads the projector's.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { convolution, type NormContext, type TensorMap } from '../../layers';
import { decoder, fusion } from '../borad';
import type { Rd4adArchitecture } from './architecture';

/**
 * @param features The teacher's maps [B, H, W, C], finest first.
 * @returns The student's maps, shaped as the teacher's.
 */
export function rebuildMaps(
  features: tf.Tensor4D[],
  parameters: TensorMap,
  norms: NormContext,
  { heads, signed }: Pick<Rd4adArchitecture, 'heads' | 'signed'>,
): tf.Tensor4D[] {
  const embedding = fusion(features, parameters, norms);
  const maps = decoder(embedding, parameters, norms, { heads: false, signed: signed && !heads });
  return heads ? maps.map((map, scale) => convolution(map, parameters, `heads.${scale}`)) : maps;
}
