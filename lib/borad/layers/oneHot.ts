/** Places as rows of ones and zeros. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * 1 at the place and 0 elsewhere. A comparison, because `tf.oneHot` leaves what was in memory before in places on the wasm backend.
 *
 * @param places [...], int32, from 0 to depth - 1.
 * @returns [..., depth], float32.
 */
export function oneHotRows(places: tf.Tensor, depth: number): tf.Tensor {
  return tf.cast(tf.equal(tf.expandDims(places, -1), tf.range(0, depth, 1, 'int32')), 'float32');
}
