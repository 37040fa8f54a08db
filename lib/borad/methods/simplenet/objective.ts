/** The loss of one step on rows of features. */
import * as tf from '@tensorflow/tfjs-core';
import type { NormContext, TensorMap } from '../../layers';
import { type HingeLoss, hingeLoss } from './hingeLoss';
import { adapt, discriminate } from './network';

/**
 * Adapted features against the same with noise, through the discriminator in one pass.
 *
 * @param rows Features of normal locations [N, C].
 * @param noise Standard normal numbers [N, C].
 * @param settings Deviation of the noise, margin of the loss.
 */
export function objective(
  rows: tf.Tensor2D,
  noise: tf.Tensor2D,
  parameters: TensorMap,
  context: NormContext,
  settings: { deviation: number; threshold: number },
): HingeLoss {
  const adapted = adapt(rows, parameters);
  const disturbed = tf.add(adapted, tf.mul(noise, settings.deviation));
  const scores = discriminate(tf.concat([adapted, disturbed], 0) as tf.Tensor2D, parameters, context);
  const [own, fake] = tf.split(scores, 2);
  return hingeLoss(own, fake, settings.threshold);
}
