/** The local features that the adaptor reads (arXiv 2303.15140, Section 3.1). */
import * as tf from '@tensorflow/tfjs-core';
import { resizeMap, zeroPaddedMean } from '../../layers';

/**
 * Each scale divided by its mean vector length, 3x3 mean, all scales at the finest size.
 *
 * @param features The teacher's maps [B, H, W, C], finest first.
 * @param lengths [scales]: mean length of a location's vector over the training images.
 * @returns [B, H, W, sum of C], H and W of the finest; the caller disposes.
 */
export function embedding(features: tf.Tensor4D[], lengths: tf.Tensor1D): tf.Tensor4D {
  return tf.tidy(() => {
    const [, height, width] = features[0].shape;
    const scales = tf.split(lengths, features.length).map((length, scale) => {
      const map = zeroPaddedMean(tf.div(features[scale], length) as tf.Tensor4D);
      return resizeMap(map, [height, width]);
    });
    return tf.concat(scales, 3);
  });
}
