/** The noisy bottleneck (Dinomaly, Section 3.2): dropout, which stands for all kinds of noise that the decoder must undo. */
import * as tf from '@tensorflow/tfjs-core';
import { type TensorMap, tokenMlp } from '../../layers';

/** What the values before, between and behind the two dense layers are multiplied by: 0, or 1 / the kept share. */
export type DropoutMasks = readonly tf.Tensor3D[];

/**
 * An MLP of one width in and out, with noise.
 *
 * @param x [B, L, C].
 * @param masks [B, L, C], [B, L, D] and [B, L, C]; none at test time.
 */
export function noisyBottleneck(x: tf.Tensor3D, parameters: TensorMap, masks?: DropoutMasks): tf.Tensor3D {
  if (!masks) return tokenMlp(x, parameters, 'bottleneck');
  const [before, inside, behind] = masks;
  const y = tokenMlp(tf.mul(x, before), parameters, 'bottleneck', (hidden) => tf.mul(hidden, inside));
  return tf.mul(y, behind);
}
