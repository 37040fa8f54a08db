/** The truncated L1 loss of the discriminator (arXiv 2303.15140, equation 4). */
import * as tf from '@tensorflow/tfjs-core';

export interface HingeLoss {
  total: tf.Scalar;
  /** Of normal features. */
  true: tf.Scalar;
  /** Of disturbed ones. */
  fake: tf.Scalar;
}

/**
 * mean max(0, th - D(normal)) + mean max(0, th + D(disturbed)).
 *
 * @param scores Of normal features.
 * @param disturbed Scores of disturbed ones.
 * @param threshold The margin th on both sides.
 */
export function hingeLoss(scores: tf.Tensor, disturbed: tf.Tensor, threshold: number): HingeLoss {
  const own = tf.mean(tf.relu(tf.sub(threshold, scores))) as tf.Scalar;
  const fake = tf.mean(tf.relu(tf.add(threshold, disturbed))) as tf.Scalar;
  return { total: tf.add(own, fake), true: own, fake };
}
