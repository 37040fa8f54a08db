/** RD4AD's loss (Section 3.1): the cosine distance of the flattened maps, as in the authors' program. */
import type * as tf from '@tensorflow/tfjs-core';
import type { NormContext, TensorMap } from '../../layers';
import { reconstructionLoss } from '../borad';
import type { Losses } from '../gradientStep';
import type { Rd4adArchitecture } from './architecture';
import { rebuildMaps } from './network';

/** Sum over scales of the mean over images of 1 - cos of the flattened maps. */
export function rd4adLoss(
  features: tf.Tensor4D[],
  parameters: TensorMap,
  norms: NormContext,
  architecture: Pick<Rd4adArchitecture, 'heads' | 'signed'>,
): Losses {
  return { total: reconstructionLoss(features, rebuildMaps(features, parameters, norms, architecture), 'flattened') };
}
