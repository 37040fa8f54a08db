/** Dinomaly (arXiv 2405.14325): a noisy bottleneck and a decoder of linear attention rebuild groups of the teacher's maps. */
import * as tf from '@tensorflow/tfjs-core';
import { layerNorm, type TensorMap, tokenDense, tokenMlp } from '../../layers';
import type { DinomalyArchitecture } from './architecture';
import { rebuiltGroups } from './groups';
import { linearAttention } from './linearAttention';
import { type DropoutMasks, noisyBottleneck } from './noisyBottleneck';

/** Added to variances in the decoder's layer norms. */
export const DECODER_EPSILON = 1e-8;

/** x + A(LN1 x), then x + MLP(LN2 x), A linear. */
function linearBlock(x: tf.Tensor3D, parameters: TensorMap, scope: string, heads: number): tf.Tensor3D {
  const attended = linearAttention(
    layerNorm(x, parameters, `${scope}.norm1`, DECODER_EPSILON),
    parameters,
    `${scope}.attn`,
    heads,
  );
  const y = tf.add(x, attended) as tf.Tensor3D;
  return tf.add(y, tokenMlp(layerNorm(y, parameters, `${scope}.norm2`, DECODER_EPSILON), parameters, `${scope}.mlp`));
}

/**
 * @param tokens [B, L, sum of groups].
 * @param masks Of the bottleneck; none at test time.
 * @returns [B, L, size] per group.
 */
export function rebuildGroups(
  tokens: tf.Tensor3D,
  parameters: TensorMap,
  { heads, blocks, groups, projected }: DinomalyArchitecture,
  masks?: DropoutMasks,
): tf.Tensor3D[] {
  const embedded = projected ? tokenDense(tokens, parameters, 'embed') : tokens;
  let x = noisyBottleneck(embedded, parameters, masks);
  const outputs: tf.Tensor3D[] = [];
  for (let i = 0; i < blocks; i++) {
    x = linearBlock(x, parameters, `blocks.${i}`, heads);
    outputs.push(x);
  }
  return rebuiltGroups(outputs, parameters, groups, projected);
}
