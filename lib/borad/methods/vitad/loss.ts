/** ViTAD's loss: the cosine of the published configuration (the abstract of version 2 speaks of a squared error). */
import type * as tf from '@tensorflow/tfjs-core';
import { type TensorMap, tensorOf } from '../../layers';
import { reconstructionLoss } from '../borad';
import type { Losses } from '../gradientStep';
import type { VitadArchitecture } from './architecture';
import { rebuildMaps } from './network';

/** Sum over scales of the mean over images of 1 - cos of the flattened maps. */
export function vitadLoss(features: tf.Tensor4D[], parameters: TensorMap, architecture: VitadArchitecture): Losses {
  const norms = tensorOf<tf.Tensor1D>(parameters, 'norms');
  const student = rebuildMaps(features, norms, parameters, architecture);
  return { total: reconstructionLoss(features, student, 'flattened') };
}
