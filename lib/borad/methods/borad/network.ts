/** The parts put together: initial state and the forward pass that also serves at test time. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../../base';
import type { NormContext, TensorMap } from '../../layers';
import type { Architecture } from './architecture';
import { decoder, initialDecoder } from './decoder';
import { fusion, initialFusion } from './fusion';
import { initialProjector, projector } from './projector';
import { initialPrototypeHeads } from './prototypes';

/** All tensors of a model; whoever holds the state owns them. */
export interface ModelState {
  /** Trainable, by name: `proj.`, `mff.`, `dec.` and `heads.`. */
  parameters: TensorMap;
  /** Running statistics of the batch norms, under `mff.` and `dec.`. */
  statistics: TensorMap;
  /** The momentum projector, named as the projector without `proj.`; only the exponential moving average changes it. */
  momentumProjector: TensorMap;
}

/** The groups to which Appendix C gives one optimiser each. */
export const PARAMETER_GROUPS = ['proj.', 'mff.', 'dec.', 'heads.'] as const;

/** Fresh weights (method.md, section 7: initialisation); the momentum projector starts as a copy of the projector. */
export function initialModel(rng: Rng, architecture: Architecture): ModelState {
  const projectorParameters = initialProjector(rng.split('projector'), architecture);
  const fusionPart = initialFusion(rng.split('fusion'), architecture);
  const decoderPart = initialDecoder(rng.split('decoder'), architecture);
  const parameters: TensorMap = {};
  const momentumProjector: TensorMap = {};
  for (const [name, tensor] of Object.entries(projectorParameters)) {
    parameters[`proj.${name}`] = tensor;
    momentumProjector[name] = tensor.clone();
  }
  Object.assign(
    parameters,
    fusionPart.parameters,
    decoderPart.parameters,
    initialPrototypeHeads(rng.split('prototypes'), architecture),
  );
  return { parameters, statistics: { ...fusionPart.statistics, ...decoderPart.statistics }, momentumProjector };
}

/** What the student makes of the teacher's maps. */
export interface Reconstruction {
  /** The student's three maps, shaped as the teacher's, finest first. */
  maps: tf.Tensor4D[];
  /** The fused map m, [B, H, W, 2 w3]. */
  fused: tf.Tensor4D;
}

/**
 * The forward pass of the online branch: projector, fusion, decoder.
 *
 * @param features Three maps [B, H, W, C], finest first (masked or not).
 */
export function reconstruct(
  features: tf.Tensor4D[],
  parameters: TensorMap,
  context: NormContext,
  architecture: Pick<Architecture, 'heads' | 'signed'>,
): Reconstruction {
  const fused = fusion(projector(features, parameters, 'proj.'), parameters, context);
  return { fused, maps: decoder(fused, parameters, context, architecture) };
}

/** The forward pass at test time: running statistics, nothing recorded. Prototypes, predictors and momentum branch are not used. */
export function reconstructForTest(
  features: tf.Tensor4D[],
  model: Pick<ModelState, 'parameters' | 'statistics'>,
  architecture: Pick<Architecture, 'heads' | 'signed'>,
): Reconstruction {
  return reconstruct(
    features,
    model.parameters,
    { mode: 'eval', statistics: model.statistics, batch: {} },
    architecture,
  );
}

/** The number of values in a map of tensors. */
export function parameterCount(map: TensorMap): number {
  return Object.values(map).reduce((sum, tensor) => sum + tensor.size, 0);
}
