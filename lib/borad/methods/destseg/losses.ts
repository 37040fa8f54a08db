/** The losses of both phases (arXiv 2211.11317, Section 3). */
import * as tf from '@tensorflow/tfjs-core';
import { cosineSimilarity } from '../../layers';

/**
 * The student's loss: 1 - cos between the teacher's features of the clean image and the student's of the corrupted one, meant
 * over images and locations and summed over scales.
 *
 * @param teacher Maps [B, H, W, C], finest first.
 * @param student Maps of the same shapes.
 * @returns A scalar, 0 to 2 per scale.
 */
export function denoisingLoss(teacher: tf.Tensor4D[], student: tf.Tensor4D[]): tf.Scalar {
  return tf.addN(teacher.map((map, scale) => tf.mean(tf.sub(1, cosineSimilarity(map, student[scale]))))) as tf.Scalar;
}

export interface SegmentationLoss {
  total: tf.Scalar;
  focal: tf.Scalar;
  l1: tf.Scalar;
}

/**
 * Focal loss with gamma 4 and without class weights (arXiv 1708.02002), plus the mean of |p - y|.
 *
 * @param logits Any shape; finite for any size of logit.
 * @param mask Same shape: 1 where the image was corrupted, else 0.
 */
export function segmentationLoss(logits: tf.Tensor, mask: tf.Tensor): SegmentationLoss {
  const probability = tf.sigmoid(logits);
  const crossEntropy = tf.sub(tf.softplus(logits), tf.mul(logits, mask));
  // 1 - p_t, which is p at a normal location and 1 - p at a corrupted one.
  const wrong = tf.sub(tf.add(probability, mask), tf.mul(tf.mul(probability, mask), 2));
  const focal = tf.mean(tf.mul(crossEntropy, tf.square(tf.square(wrong)))) as tf.Scalar;
  const l1 = tf.mean(tf.abs(tf.sub(probability, mask))) as tf.Scalar;
  return { total: tf.add(focal, l1), focal, l1 };
}
