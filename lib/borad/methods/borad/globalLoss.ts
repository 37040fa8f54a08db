/** L_global: alignment of the pooled views relative to the prototypes' anchors (Section 3.4, eqs. 7 and 8). */
import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../../base';
import { cosineSimilarity, type TensorMap } from '../../layers';
import { anchors, predictResiduals, residuals } from './prototypes';

export interface GlobalOptions {
  /** On: residuals to every anchor. Off: the pooled vectors themselves, one term. */
  shift: boolean;
}

/**
 * The target's residuals r_k (or, without shift, g itself). Compute it outside of the differentiated function.
 *
 * @param g Target vectors [B, C].
 * @returns [B, N, C], or [B, 1, C] without shift.
 */
export function globalTarget(g: tf.Tensor2D, parameters: TensorMap, options: GlobalOptions): tf.Tensor3D {
  return options.shift ? residuals(g, anchors(parameters)) : tf.expandDims(g, 1);
}

/**
 * The mean over anchors of 1 - cos(q_g(r_k), target_k).
 *
 * @param g Online vectors [B, C]; the bank receives gradient through its anchors on this side only.
 * @param target What `globalTarget` gave, a constant.
 * @returns Scalar, 0 to 2.
 * @throws {ShapeError} the views differ in batch, anchors or channels.
 */
export function globalLoss(
  g: tf.Tensor2D,
  target: tf.Tensor3D,
  parameters: TensorMap,
  options: GlobalOptions,
): tf.Scalar {
  const online = options.shift ? residuals(g, anchors(parameters)) : tf.expandDims(g, 1);
  if (online.shape.join() !== target.shape.join()) {
    throw new ShapeError(
      `globalLoss: the online residuals are [${online.shape}] and the target's [${target.shape}]; expected the same shape.`,
    );
  }
  return tf.mean(tf.sub(1, cosineSimilarity(predictResiduals(online as tf.Tensor3D, parameters), target))) as tf.Scalar;
}
