/** HVQ-Trans's loss: reconstruction and commitment. */
import * as tf from '@tensorflow/tfjs-core';
import type { Losses } from '../gradientStep';
import type { HvqReconstruction } from './network';

/** The mean squared error, and 0.25 times the sum of the codebooks' commitments. */
export function hvqTransLoss(
  tokens: tf.Tensor3D,
  { rebuilt, reads }: HvqReconstruction,
  lambdaCommitment: number,
): Losses {
  const reconstruction = tf.mean(tf.squaredDifference(rebuilt, tokens)) as tf.Scalar;
  const commitment = tf.addN(Object.values(reads).map((read) => read.commitment)) as tf.Scalar;
  return {
    total: tf.add(reconstruction, tf.mul(commitment, lambdaCommitment)) as tf.Scalar,
    reconstruction,
    commitment,
  };
}
