/** What the parts of a model really compute; `moduleTable` only looks at shapes. */
import * as tf from '@tensorflow/tfjs-core';
import { createRng } from '../../base';
import { type MeasuredWork, measureWork, type NormContext } from '../../layers';
import { disposeModel } from '../state';
import type { Architecture } from './architecture';
import { decoder } from './decoder';
import { fusion } from './fusion';
import { featureShapes, type PartSums } from './moduleTable';
import { initialModel } from './network';
import { projector } from './projector';
import { globalPredictor, merge, spatialPredictor } from './prototypes';

/** The parts that are run; routing through the bank is a part of the merge. */
export type MeasuredPart = Exclude<keyof PartSums, 'bank'>;

/**
 * Runs every part of a fresh model once on one image's worth of ones, and counts what its kernels did.
 *
 * Allocates the whole model: at the paper's size 97 M values.
 */
export async function measureParts(architecture: Architecture): Promise<Record<MeasuredPart, MeasuredWork>> {
  const model = initialModel(createRng(0), architecture);
  const { parameters, statistics } = model;
  const context: NormContext = { mode: 'eval', statistics, batch: {} };
  const features = featureShapes(architecture).map((shape) => tf.ones([1, ...shape]) as tf.Tensor4D);
  const projected = tf.tidy(() => projector(features, parameters, 'proj.'));
  const fused = tf.tidy(() => fusion(projected, parameters, context));
  const residuals = tf.ones([architecture.prototypes, fused.shape[3]]) as tf.Tensor2D;
  try {
    return {
      projector: await measureWork(() => projector(features, parameters, 'proj.')),
      fusion: await measureWork(() => fusion(projected, parameters, context)),
      decoder: await measureWork(() => decoder(fused, parameters, context, architecture)),
      merge: await measureWork(() => merge(fused, parameters, 'cosine')),
      spatialPredictor: await measureWork(() => spatialPredictor(fused, parameters)),
      globalPredictor: await measureWork(() => globalPredictor(residuals, parameters)),
    };
  } finally {
    tf.dispose([features, projected, fused, residuals]);
    disposeModel(model);
  }
}
