/** UniAD's loss (Section 3.5): the mean squared error of the reconstruction. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../../layers';
import type { Losses } from '../gradientStep';
import type { UniadArchitecture } from './architecture';
import { jitter } from './jitter';
import { rebuildTokens } from './network';

/**
 * The mean over images, tokens and channels of (reconstruction of the jittered tokens - clean tokens)^2.
 *
 * @param tokens Clean, [B, L, C]; no gradient.
 * @param noise Standard normal, the same shape.
 */
export function uniadLoss(
  { tokens, noise }: { tokens: tf.Tensor3D; noise: tf.Tensor3D },
  parameters: TensorMap,
  architecture: UniadArchitecture,
  alpha: number,
): Losses {
  const rebuilt = rebuildTokens(jitter(tokens, noise, alpha), parameters, architecture);
  return { total: tf.mean(tf.squaredDifference(rebuilt, tokens)) as tf.Scalar };
}
