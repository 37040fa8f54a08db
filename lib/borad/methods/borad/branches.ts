/**
 * The forward pass of both branches up to the fused map: each masks its own view of the teacher's maps and shares the fusion; the
 * target has a projector of its own. Training step and diagnostics take it from here. It is two functions, since the step computes
 * the target under stop-gradient, outside of what is differentiated.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { NormContext, TensorMap } from '../../layers';
import { fusion } from './fusion';
import type { ModelState } from './network';
import { projector } from './projector';

export interface Views {
  /** The teacher's maps [B, H, W, C], finest first. */
  features: tf.Tensor4D[];
  /** One mask [B, H, W, 1] per view and scale: 1 keeps a location, 0 hides it. Ones for a clean step. */
  masks: { online: tf.Tensor4D[]; target: tf.Tensor4D[] };
}

export interface Branch {
  /** The projector's maps, finest first. */
  projected: tf.Tensor4D[];
  /** The fused map m, [B, H, W, 2 w3]. */
  fused: tf.Tensor4D;
}

const masked = (features: tf.Tensor4D[], masks: tf.Tensor4D[]) =>
  features.map((feature, i) => tf.mul(feature, masks[i]) as tf.Tensor4D);

/** The online branch: projector and fusion on its view. */
export function onlineBranch({ features, masks }: Views, parameters: TensorMap, context: NormContext): Branch {
  const projected = projector(masked(features, masks.online), parameters, 'proj.');
  return { projected, fused: fusion(projected, parameters, context) };
}

/** The target branch: momentum projector and the shared fusion on the other view. */
export function targetBranch(
  { features, masks }: Views,
  { parameters, momentumProjector }: Pick<ModelState, 'parameters' | 'momentumProjector'>,
  context: NormContext,
): Branch {
  const projected = projector(masked(features, masks.target), momentumProjector);
  return { projected, fused: fusion(projected, parameters, context) };
}
