/** L_spatial: alignment of the two views around their prototypes (Section 3.3, eq. 6). */
import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../../base';
import { cosineSimilarity, type TensorMap } from '../../layers';
import { merge, type Routing, spatialPredictor } from './prototypes';

export interface SpatialOptions {
  routing: Routing;
  /** Off: z = m, without bank and merge. */
  prototypes: boolean;
}

/**
 * z of the target view. Compute it outside of the differentiated function: the target side, bank and merge included, is
 * under stop-gradient.
 *
 * @param m Target map [B, H, W, C].
 * @returns [B, H, W, C].
 */
export function spatialTarget(m: tf.Tensor4D, parameters: TensorMap, options: SpatialOptions): tf.Tensor4D {
  return options.prototypes ? merge(m, parameters, options.routing) : m;
}

/**
 * The mean over locations of 1 - cos(q_s(z1), z2).
 *
 * @param m Online map [B, H, W, C].
 * @param target z2 of `spatialTarget`, a constant.
 * @returns Scalar, 0 to 2.
 * @throws {ShapeError} the views have different shapes.
 */
export function spatialLoss(
  m: tf.Tensor4D,
  target: tf.Tensor4D,
  parameters: TensorMap,
  options: SpatialOptions,
): tf.Scalar {
  if (m.shape.join() !== target.shape.join()) {
    throw new ShapeError(
      `spatialLoss: the online map is [${m.shape}] and the target [${target.shape}]; expected the same shape.`,
    );
  }
  const z = options.prototypes ? merge(m, parameters, options.routing) : m;
  return tf.mean(tf.sub(1, cosineSimilarity(spatialPredictor(z, parameters), target))) as tf.Scalar;
}
