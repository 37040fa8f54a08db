/** INP-Former's losses: reconstruction with soft mining, and coherence. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../../layers';
import { looseLoss, softFactor, targetGroups } from '../dinomaly';
import type { Losses } from '../gradientStep';
import type { InpFormerArchitecture } from './architecture';
import { rebuildFromPrototypes } from './network';
import { coherenceLoss } from './prototypes';
import type { InpFormerConfig } from './settings';

/** @param tokens [B, L, sum of groups]; no gradient. */
export function inpFormerLoss(
  tokens: tf.Tensor3D,
  parameters: TensorMap,
  architecture: InpFormerArchitecture,
  { lambdaCoherence, power }: InpFormerConfig['loss'],
): Losses {
  const { embedded, prototypes, groups } = rebuildFromPrototypes(tokens, parameters, architecture);
  const targets = targetGroups(tokens, architecture.groups);
  const reconstruction = looseLoss(targets, groups, (distance) => softFactor(distance, power));
  const coherence = coherenceLoss(embedded, prototypes);
  return { total: tf.add(reconstruction, tf.mul(coherence, lambdaCoherence)) as tf.Scalar, reconstruction, coherence };
}
