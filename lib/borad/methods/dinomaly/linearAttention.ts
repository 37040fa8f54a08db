/** Linear attention (arXiv 2006.16236): what a token receives cannot be focused on the token itself (Dinomaly, Section 3.3). */
import * as tf from '@tensorflow/tfjs-core';
import { joinHeads, splitHeads, type TensorMap, tokenDense } from '../../layers';

/** Positive features of queries and keys. */
const positive = (x: tf.Tensor4D): tf.Tensor4D => tf.add(tf.elu(x), 1);

/**
 * y_i = q_i (sum_j k_j v_j^T) / (q_i . sum_j k_j) per head, q and k through elu + 1; then a dense layer.
 *
 * @param x [B, L, C].
 * @param scope Holds qkv [C, 3 C], queries first, and proj [C, C].
 * @param heads Divides C.
 * @returns [B, L, C].
 */
export function linearAttention(x: tf.Tensor3D, parameters: TensorMap, scope: string, heads: number): tf.Tensor3D {
  const parts = tf.split(tokenDense(x, parameters, `${scope}.qkv`), 3, 2) as tf.Tensor3D[];
  const [q, k, v] = parts.map((part) => splitHeads(part, heads));
  const [query, key] = [positive(q), positive(k)];
  const products = tf.matMul(query, tf.matMul(key, v, true, false));
  const weights = tf.sum(tf.mul(query, tf.sum(key, 2, true)), -1, true);
  return tokenDense(joinHeads(tf.div(products, weights)), parameters, `${scope}.proj`);
}
