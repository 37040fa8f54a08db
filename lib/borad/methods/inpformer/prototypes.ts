/** Intrinsic normal prototypes (INP-Former, Section 3.2): what is normal is gathered from the image itself. */
import * as tf from '@tensorflow/tfjs-core';
import {
  attend,
  joinHeads,
  layerNorm,
  splitHeads,
  stopGradient,
  type TensorMap,
  tensorOf,
  tokenDense,
  tokenMlp,
  unitVectors,
} from '../../layers';
import { DECODER_EPSILON } from '../dinomaly';

/**
 * W_o concat_h softmax(q_h k_h^T / sqrt(C / heads)) v_h, q of the queries, k and v of the tokens.
 *
 * @param queries [B, N, C].
 * @param tokens [B, L, C].
 * @param scope Holds q [C, C], kv [C, 2 C], keys first, and proj [C, C].
 */
function gather(queries: tf.Tensor3D, tokens: tf.Tensor3D, parameters: TensorMap, scope: string, heads: number) {
  const depth = queries.shape[2] / heads;
  const query = tf.mul(tokenDense(queries, parameters, `${scope}.q`), 1 / Math.sqrt(depth)) as tf.Tensor3D;
  const [key, value] = tf.split(tokenDense(tokens, parameters, `${scope}.kv`), 2, 2) as tf.Tensor3D[];
  const gathered = attend(splitHeads(query, heads), splitHeads(key, heads), splitHeads(value, heads));
  return tokenDense(joinHeads(gathered), parameters, `${scope}.proj`);
}

/**
 * Prototypes that attend to an image's tokens: p + A(LN1 p, LN1 tokens), then p + MLP(LN2 p). One norm serves both.
 *
 * @param prototypes [B, N, C].
 * @param tokens [B, L, C].
 * @returns [B, N, C].
 */
export function extractPrototypes(
  prototypes: tf.Tensor3D,
  tokens: tf.Tensor3D,
  parameters: TensorMap,
  scope: string,
  heads: number,
): tf.Tensor3D {
  const norm = (x: tf.Tensor3D, name: string) => layerNorm(x, parameters, `${scope}.${name}`, DECODER_EPSILON);
  const gathered = gather(norm(prototypes, 'norm1'), norm(tokens, 'norm1'), parameters, `${scope}.attn`, heads);
  const p = tf.add(prototypes, gathered) as tf.Tensor3D;
  return tf.add(p, tokenMlp(norm(p, 'norm2'), parameters, `${scope}.mlp`));
}

/** The same learned prototypes for every image of a batch: [N, C] to [B, N, C]. */
export function learnedPrototypes(parameters: TensorMap, batch: number): tf.Tensor3D {
  const learned = tensorOf<tf.Tensor2D>(parameters, 'inp');
  return tf.add(tf.zeros([batch, ...learned.shape]), learned);
}

/**
 * How far each token is from the nearest prototype of its image: min over prototypes of 1 - cos.
 *
 * @param tokens [B, L, C].
 * @param prototypes [B, N, C].
 * @returns [B, L], 0 to 2.
 */
export function prototypeDistance(tokens: tf.Tensor3D, prototypes: tf.Tensor3D): tf.Tensor2D {
  const cosines = tf.matMul(unitVectors(tokens), unitVectors(prototypes), false, true);
  return tf.min(tf.sub(1, cosines), 2) as tf.Tensor2D;
}

/**
 * The coherence loss (Section 3.2): the mean of those distances. The tokens are constants here, since they are trained: all
 * alike they would be nearest to everything.
 */
export function coherenceLoss(tokens: tf.Tensor3D, prototypes: tf.Tensor3D): tf.Scalar {
  return tf.mean(prototypeDistance(stopGradient(tokens), prototypes)) as tf.Scalar;
}
