/** The loose loss (Dinomaly, Section 3.4): groups are compared whole, and points that are rebuilt well count little. */
import * as tf from '@tensorflow/tfjs-core';
import { cosineSimilarity, withGradientFactor } from '../../layers';

/** 1 - cos at every point: [B, L, S] each, to [B, L]. */
export function pointDistance(target: tf.Tensor3D, output: tf.Tensor3D): tf.Tensor2D {
  return tf.sub(1, cosineSimilarity(target, output));
}

/**
 * Hard mining: `rest` below the distance of the `kept`-th farthest point of the batch, 1 from there on.
 *
 * @param distance [B, L].
 * @param kept Points that count in full, at least 1: [1], int32, so that it may change from step to step.
 */
export function hardFactor(distance: tf.Tensor2D, kept: tf.Tensor1D, rest: number): tf.Tensor2D {
  const all = tf.reshape(distance, [-1]);
  const { values } = tf.topk(all, all.shape[0]);
  const threshold = tf.gather(values, tf.sub(kept, tf.tensor1d([1], 'int32')));
  return tf.where(tf.less(distance, threshold), tf.fill(distance.shape, rest), tf.onesLike(distance)) as tf.Tensor2D;
}

/** Soft mining (INP-Former, Section 3.4): (distance / its mean over the batch)^power. */
export function softFactor(distance: tf.Tensor2D, power: number): tf.Tensor2D {
  return tf.pow(tf.div(distance, tf.mean(distance)), power);
}

/** How strongly each point's gradient counts, from its distance [B, L]. */
export type Mining = (distance: tf.Tensor2D) => tf.Tensor2D;

/**
 * The mean over groups and images of 1 - cos of a group as one vector.
 *
 * @param targets [B, L, S] per group; no gradient.
 * @param outputs Of the same shapes.
 * @param mining The factor of the gradient that reaches a point of the outputs; a constant.
 */
export function looseLoss(targets: tf.Tensor3D[], outputs: tf.Tensor3D[], mining: Mining): tf.Scalar {
  const losses = targets.map((target, group) => {
    const mined = withGradientFactor(outputs[group], (output) =>
      tf.expandDims(mining(pointDistance(target, output)), 2),
    );
    const [batch] = target.shape;
    const similarity = cosineSimilarity(tf.reshape(target, [batch, -1]), tf.reshape(mined, [batch, -1]));
    return tf.sub(1, tf.mean(similarity));
  });
  return tf.div(tf.addN(losses), losses.length) as tf.Scalar;
}

/** Points that count in full: int(points (1 - share)), at least one. */
export function keptPoints(points: number, share: number): number {
  return Math.max(1, Math.trunc(points * (1 - share)));
}
