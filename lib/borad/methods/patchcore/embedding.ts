/** What PatchCore remembers of a place: its neighbourhood in every scale (arXiv 2106.08265, Section 3.1). */
import * as tf from '@tensorflow/tfjs-core';
import { resizeMap, unitVectors, zeroPaddedMean } from '../../layers';

/**
 * Each scale's 3x3 mean at unit length, all scales on one grid.
 *
 * @param features The teacher's maps [B, H, W, C].
 * @param grid Height and width of the grid; scales come to it bilinearly with half-pixel centres.
 * @returns [B, locations, sum of C], location = row * width + column; the caller disposes.
 */
export function embedding(features: tf.Tensor4D[], [height, width]: [number, number]): tf.Tensor3D {
  return tf.tidy(() => {
    const scales = features.map((map) => resizeMap(unitVectors(zeroPaddedMean(map)), [height, width], 'halfPixel'));
    const joined = tf.concat(scales, 3);
    return tf.reshape(joined, [joined.shape[0], height * width, joined.shape[3]]) as tf.Tensor3D;
  });
}
