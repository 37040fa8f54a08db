/** OmiAD's networks: a denoiser with a learned vector for hidden locations, three times. */
import * as tf from '@tensorflow/tfjs-core';
import { drawNormal, type ParameterTable, type TensorMap, tensorOf } from '../../layers';
import {
  addDenoiser,
  type DenoiserSettings,
  type DenoiserShape,
  decode,
  denoise,
  denoiserShape,
  type Encoding,
  encode,
  type JoinedShape,
} from '../diffusion';
import type { BaseArchitecture } from '../method';
import { hide } from './masking';

export interface OmiadArchitecture extends BaseArchitecture, JoinedShape, DenoiserSettings {
  /** Channels of the teacher's maps, finest first. */
  channels: number[];
}

/**
 * `gen`: trained as a masked diffusion at first, then the one-step generator. `phi`: the frozen teacher of the scores.
 * `psi`: the score of what the generator makes; its encoder is the discriminator.
 */
export const NETWORKS = ['gen', 'phi', 'psi'] as const;
export type Network = (typeof NETWORKS)[number];

type Norms = Pick<DenoiserShape, 'heads' | 'groups'>;

/** Deviation of the vector of hidden locations at the start. */
const TOKEN_DEVIATION = 0.02;

/** One network's tensors. */
export function networkParameters(name: Network, architecture: OmiadArchitecture): ParameterTable {
  const table: ParameterTable = new Map();
  const shape = denoiserShape(architecture);
  table.set(`${name}.token`, { shape: [shape.channels], draw: drawNormal(TOKEN_DEVIATION) });
  addDenoiser(table, `${name}.unet`, shape);
  return table;
}

/** The clean map that a network predicts, [B, h, w, C]. */
export function predict(
  name: Network,
  x: tf.Tensor4D,
  features: tf.Tensor2D,
  parameters: TensorMap,
  norms: Norms,
): tf.Tensor4D {
  return denoise(x, features, parameters, `${name}.unet`, norms);
}

/** The same from a map some of whose locations are hidden. */
export function predictMasked(
  name: Network,
  { x, mask }: { x: tf.Tensor4D; mask: tf.Tensor4D },
  features: tf.Tensor2D,
  parameters: TensorMap,
  norms: Norms,
): tf.Tensor4D {
  return predict(name, hide(x, mask, tensorOf(parameters, `${name}.token`)), features, parameters, norms);
}

/** The mean over channels of the middle of psi's encoder. */
const middleMeans = ({ middle }: Encoding): tf.Tensor3D => tf.mean(middle, 3);

/** The discriminator: the mean over channels of the middle of psi's encoder, [B, h/2, w/2]; above 0 for generated maps. */
export function logits(x: tf.Tensor4D, features: tf.Tensor2D, parameters: TensorMap, norms: Norms): tf.Tensor3D {
  return middleMeans(encode(x, features, parameters, 'psi.unet.encoder', norms));
}

/** What psi predicts and its `logits`: both read one pass of its encoder, so that one gradient goes back through it. */
export function predictWithLogits(
  x: tf.Tensor4D,
  features: tf.Tensor2D,
  parameters: TensorMap,
  norms: Norms,
): { predicted: tf.Tensor4D; logits: tf.Tensor3D } {
  const encoding = encode(x, features, parameters, 'psi.unet.encoder', norms);
  return {
    predicted: decode(encoding, parameters, 'psi.unet.decoder', norms),
    logits: middleMeans(encoding),
  };
}
