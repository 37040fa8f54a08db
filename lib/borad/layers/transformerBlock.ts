/** The block of plain vision transformers (arXiv 2010.11929), with its norms in front. */
import * as tf from '@tensorflow/tfjs-core';
import { multiHeadAttention } from './attention';
import { gelu } from './gelu';
import { layerNorm } from './normalisation';
import type { TensorMap } from './tensors';
import { tokenDense } from './tokens';

/**
 * x + A(LN1 x), then x + W2 gelu(W1 LN2 x).
 *
 * @param x [B, L, C].
 * @param scope Ends with a dot, or is empty; holds n1, attn, n2, l1 and l2.
 * @param heads Heads of the attention.
 */
export function transformerBlock(x: tf.Tensor3D, parameters: TensorMap, scope: string, heads: number): tf.Tensor3D {
  const h = layerNorm(x, parameters, `${scope}n1`);
  const attended = multiHeadAttention({ query: h, key: h, value: h }, parameters, `${scope}attn`, heads);
  const y = tf.add(x, attended) as tf.Tensor3D;
  const inner = gelu(tokenDense(layerNorm(y, parameters, `${scope}n2`), parameters, `${scope}l1`));
  return tf.add(y, tokenDense(inner, parameters, `${scope}l2`));
}
