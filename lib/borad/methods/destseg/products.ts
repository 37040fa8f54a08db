/** What the segmentation reads: where teacher and student agree, channel by channel. */
import * as tf from '@tensorflow/tfjs-core';
import { resizeMap, unitVectors } from '../../layers';

/**
 * Minus the product of both at unit length per location, all scales at the finest size.
 *
 * @param teacher Maps [B, H, W, C], finest first.
 * @param student Maps of the same shapes.
 * @returns [B, H, W, sum of C], H and W of the finest; the caller disposes.
 */
export function featureProducts(teacher: tf.Tensor4D[], student: tf.Tensor4D[]): tf.Tensor4D {
  const [, height, width] = teacher[0].shape;
  const scales = teacher.map((map, i) => {
    const product = tf.neg(tf.mul(unitVectors(map), unitVectors(student[i]))) as tf.Tensor4D;
    return resizeMap(product, [height, width]);
  });
  return tf.concat(scales, 3);
}
