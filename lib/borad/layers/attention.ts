/** Multi-head attention (arXiv 1706.03762) over tokens. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from './tensors';
import { tokenDense } from './tokens';

/**
 * softmax(q k^T + bias) v with its gradient by hand: the sum that a softmax's gradient subtracts from every row, sum_j p_j
 * dp_j, equals the product of the row's output with its gradient, which is as long as a token and not as a row of keys.
 *
 * @param query [B, heads, L, d], scaled.
 * @param key [B, heads, K, d].
 * @param value [B, heads, K, d].
 * @param bias [L, K], added before the softmax; a constant.
 * @returns [B, heads, L, d].
 */
export function attend(query: tf.Tensor4D, key: tf.Tensor4D, value: tf.Tensor4D, bias?: tf.Tensor2D): tf.Tensor4D {
  const operation = tf.customGrad((...inputs: unknown[]) => {
    const [q, k, v] = inputs as tf.Tensor4D[];
    const save = inputs[3] as (tensors: tf.Tensor[]) => void;
    const products = tf.matMul(q, k, false, true);
    const weights = tf.softmax(bias ? tf.add(products, bias) : products);
    const y = tf.matMul(weights, v);
    save([q, k, v, weights, y]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [qKept, kKept, vKept, weightsKept, yKept] = saved;
      const along = tf.sum(tf.mul(dy, yKept), -1, true);
      const dProducts = tf.mul(weightsKept, tf.sub(tf.matMul(dy, vKept, false, true), along));
      return [
        tf.matMul(dProducts, kKept),
        tf.matMul(dProducts, qKept, true, false),
        tf.matMul(weightsKept, dy, true, false),
      ];
    };
    return { value: y, gradFunc };
  });
  return operation(query, key, value) as tf.Tensor4D;
}

/** [B, L, C] to [B, heads, L, C / heads]. */
export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [batch, length, channels] = x.shape;
  return tf.transpose(tf.reshape(x, [batch, length, heads, channels / heads]), [0, 2, 1, 3]);
}

/** [B, heads, L, d] to [B, L, heads d]. */
export function joinHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, length, depth] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, length, heads * depth]);
}

/**
 * concat_h softmax(q_h k_h^T / sqrt(C / heads) + bias) v_h of given queries, keys and values.
 *
 * @param query [B, L, C].
 * @param key [B, K, C].
 * @param value [B, K, C].
 * @param heads Divides C.
 * @param bias [L, K]. No gradient.
 * @returns [B, L, C].
 */
export function scaledAttention(
  query: tf.Tensor3D,
  key: tf.Tensor3D,
  value: tf.Tensor3D,
  heads: number,
  bias?: tf.Tensor2D,
): tf.Tensor3D {
  const q = tf.mul(query, 1 / Math.sqrt(query.shape[2] / heads)) as tf.Tensor3D;
  return joinHeads(attend(splitHeads(q, heads), splitHeads(key, heads), splitHeads(value, heads), bias));
}

/** What queries, keys and values are made from, each [B, length, C]; keys and values are as many. */
export interface AttentionInput {
  query: tf.Tensor3D;
  key: tf.Tensor3D;
  value: tf.Tensor3D;
}

/**
 * W_o concat_h softmax(q_h k_h^T / sqrt(C / heads) + bias) v_h, q, k and v by dense layers of the inputs.
 *
 * @param scope Holds the dense layers q, k, v and o, each C to C.
 * @param heads Divides C.
 * @param bias [L, K], the same for every image and head: a large negative number hides a key from a query. No gradient.
 * @returns [B, L, C].
 */
export function multiHeadAttention(
  { query, key, value }: AttentionInput,
  parameters: TensorMap,
  scope: string,
  heads: number,
  bias?: tf.Tensor2D,
): tf.Tensor3D {
  const [q, k, v] = [
    tokenDense(query, parameters, `${scope}.q`),
    tokenDense(key, parameters, `${scope}.k`),
    tokenDense(value, parameters, `${scope}.v`),
  ];
  return tokenDense(scaledAttention(q, k, v, heads, bias), parameters, `${scope}.o`);
}
