/** The distance of patches to the memory bank (arXiv 2106.08265, equation 6). */
import * as tf from '@tensorflow/tfjs-core';

/**
 * |b|^2 - 2 q.b for all pairs as one matrix product, with the squares as one column more, so that nothing but a minimum has to go
 * through all pairs again: [N, M].
 */
function relativeSquares(patches: tf.Tensor2D, bank: tf.Tensor2D): tf.Tensor2D {
  const entries = tf.concat([tf.mul(bank, -2), tf.sum(tf.square(bank), 1, true)], 1);
  const queries = tf.concat([patches, tf.ones([patches.shape[0], 1])], 1);
  return tf.matMul(queries, entries, false, true);
}

/**
 * The Euclidean distance to the nearest entry.
 *
 * @param patches q, [N, C].
 * @param bank b, [M, C].
 * @returns [N]; the caller disposes.
 */
export function nearestDistance(patches: tf.Tensor2D, bank: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const relative = tf.min(relativeSquares(patches, bank), 1);
    const squares = tf.add(tf.sum(tf.square(patches), 1), relative);
    // Rounding can leave a patch of the bank itself a little below zero.
    return tf.sqrt(tf.relu(squares)) as tf.Tensor1D;
  });
}

/** The nearest entry of each patch, [N, C] to [N] rows of the bank; the caller disposes. */
export function nearestEntry(patches: tf.Tensor2D, bank: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => tf.argMin(relativeSquares(patches, bank), 1) as tf.Tensor1D);
}
