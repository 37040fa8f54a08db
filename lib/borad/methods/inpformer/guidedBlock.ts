/** The guided decoder's block (INP-Former, Section 3.3): tokens are built from prototypes alone. */
import * as tf from '@tensorflow/tfjs-core';
import {
  joinHeads,
  layerNorm,
  splitHeads,
  type TensorMap,
  tensorOf,
  tokenDense,
  tokenMlp,
  unitVectors,
} from '../../layers';
import { DECODER_EPSILON } from '../dinomaly';

/**
 * W_o concat_h relu(s_h cos(q_h, k_h)) v_h, q of the tokens, k and v of the prototypes: what resembles no prototype gets nothing.
 *
 * @param scope Holds q [C, C], kv [C, 2 C], keys first, proj [C, C] and learn_scale [heads, 1, 1].
 */
function guide(tokens: tf.Tensor3D, prototypes: tf.Tensor3D, parameters: TensorMap, scope: string, heads: number) {
  const query = splitHeads(tokenDense(tokens, parameters, `${scope}.q`), heads);
  const both = tf.split(tokenDense(prototypes, parameters, `${scope}.kv`), 2, 2) as tf.Tensor3D[];
  const [key, value] = both.map((part) => splitHeads(part, heads));
  const cosines = tf.matMul(unitVectors(query), unitVectors(key), false, true);
  const weights = tf.relu(tf.mul(cosines, tensorOf(parameters, `${scope}.learn_scale`)));
  return tokenDense(joinHeads(tf.matMul(weights as tf.Tensor4D, value)), parameters, `${scope}.proj`);
}

/**
 * G(LN1 h, LN1 p) without a shortcut around it, then h + MLP(LN2 h). One norm serves tokens and prototypes.
 *
 * @param tokens [B, L, C].
 * @param prototypes [B, N, C].
 * @returns [B, L, C].
 */
export function guidedBlock(
  tokens: tf.Tensor3D,
  prototypes: tf.Tensor3D,
  parameters: TensorMap,
  scope: string,
  heads: number,
): tf.Tensor3D {
  const norm = (x: tf.Tensor3D, name: string) => layerNorm(x, parameters, `${scope}.${name}`, DECODER_EPSILON);
  const h = guide(norm(tokens, 'norm1'), norm(prototypes, 'norm1'), parameters, `${scope}.attn`, heads);
  return tf.add(h, tokenMlp(norm(h, 'norm2'), parameters, `${scope}.mlp`));
}
