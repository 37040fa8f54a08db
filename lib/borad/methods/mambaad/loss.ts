/** MambaAD's loss (Section 3.4): squared distances of the rebuilt maps. */
import * as tf from '@tensorflow/tfjs-core';
import type { NormContext, TensorMap } from '../../layers';
import type { Losses } from '../gradientStep';
import type { MambaadArchitecture } from './architecture';
import { rebuildMaps } from './network';

/**
 * The weight times the sum over scales of the mean squared difference.
 *
 * @param features As `evenVectors` gives them.
 */
export function mambaadLoss(
  features: tf.Tensor4D[],
  parameters: TensorMap,
  norms: NormContext,
  architecture: MambaadArchitecture,
  weight: number,
): Losses {
  const rebuilt = rebuildMaps(features, parameters, norms, architecture);
  const distances = rebuilt.map((map, scale) => tf.mean(tf.squaredDifference(map, features[scale])));
  return { total: tf.mul(weight, tf.addN(distances)) as tf.Scalar };
}
