/** The global feature of an image: what its product looks like as a whole, whatever is wrong with it in one place. */
import * as tf from '@tensorflow/tfjs-core';

/** Keeps the length of a map of zeros from dividing by zero. */
const SMALLEST = 1e-12;

/**
 * The teacher's maps averaged over their places, each divided by its length, one after another.
 *
 * @param features Maps [B, H, W, C] of any number of scales, finest first.
 * @returns [B, sum of C]; the caller disposes.
 */
export function globalFeature(features: tf.Tensor4D[]): tf.Tensor2D {
  return tf.tidy(() => {
    const parts = features.map((map) => {
      const mean = tf.mean(map, [1, 2]) as tf.Tensor2D;
      const length = tf.sqrt(tf.add(tf.sum(tf.square(mean), 1, true), SMALLEST));
      return tf.div(mean, length) as tf.Tensor2D;
    });
    return tf.concat(parts, 1);
  });
}
