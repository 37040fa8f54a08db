/**
 * A U-Net that predicts the clean map from a noised one and the time: the layers of Stable Diffusion's (arXiv 2112.10752) and
 * of guided diffusion's (arXiv 2105.05233), with one halving.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  addAffine,
  addConvolution,
  addDense,
  convolution,
  doubledMap,
  drawUniform,
  drawZeros,
  groupNorm,
  type ParameterTable,
  scaledAttention,
  silu,
  type TensorMap,
  tensorOf,
} from '../../layers';

/** What beside its tensors fixes a denoiser. */
export interface DenoiserShape {
  /** Channels of the map. */
  channels: number;
  /** Channels at the map's size; half of it twice as many. */
  width: number;
  heads: number;
  /** Groups of a norm. */
  groups: number;
}

/** What the encoder hands to the decoder. */
export interface Encoding {
  /** [B, H, W, w], [B, H, W, w], [B, H/2, W/2, w], [B, H/2, W/2, 2w]. */
  skips: [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  /** [B, H/2, W/2, 2w]. */
  middle: tf.Tensor4D;
  /** What the time's features became, [B, 2w]. */
  time: tf.Tensor2D;
}

/** Heads and groups. */
type Norms = Pick<DenoiserShape, 'heads' | 'groups'>;

/** PyTorch's default for dense layers: within 1 / sqrt(input). */
const uniform = (input: number) => drawUniform(-1 / Math.sqrt(input), 1 / Math.sqrt(input));

function addDenseLayer(table: ParameterTable, scope: string, input: number, output: number): void {
  addDense(table, scope, input, output, uniform);
}

function addBlock(table: ParameterTable, scope: string, input: number, output: number, time: number): void {
  addAffine(table, `${scope}.norm1`, input);
  addConvolution(table, `${scope}.conv1`, { size: 3, input, output });
  addDenseLayer(table, `${scope}.time`, time, output);
  addAffine(table, `${scope}.norm2`, output);
  addConvolution(table, `${scope}.conv2`, { size: 3, input: output, output });
  if (input !== output) addConvolution(table, `${scope}.short`, { size: 1, input, output });
}

function addMapAttention(table: ParameterTable, scope: string, channels: number): void {
  addAffine(table, `${scope}.norm`, channels);
  addDenseLayer(table, `${scope}.qkv`, channels, 3 * channels);
  addDenseLayer(table, `${scope}.out`, channels, channels);
}

/** Adds a convolution that starts at zero. */
export function addZeroConvolution(
  table: ParameterTable,
  scope: string,
  { size, input, output }: { size: number; input: number; output: number },
  bias = true,
): void {
  table.set(`${scope}.weight`, { shape: [size, size, input, output], draw: drawZeros });
  if (bias) table.set(`${scope}.bias`, { shape: [output], draw: drawZeros });
}

/** Adds an encoder's tensors, under `scope.`. */
export function addEncoder(table: ParameterTable, scope: string, { channels, width: w }: DenoiserShape): void {
  const time = 2 * w;
  addDenseLayer(table, `${scope}.time1`, w, time);
  addDenseLayer(table, `${scope}.time2`, time, time);
  addConvolution(table, `${scope}.stem`, { size: 3, input: channels, output: w });
  addBlock(table, `${scope}.block1`, w, w, time);
  addConvolution(table, `${scope}.down`, { size: 3, input: w, output: w });
  addBlock(table, `${scope}.block2`, w, 2 * w, time);
  addMapAttention(table, `${scope}.attn2`, 2 * w);
  addBlock(table, `${scope}.mid1`, 2 * w, 2 * w, time);
  addMapAttention(table, `${scope}.mid_attn`, 2 * w);
  addBlock(table, `${scope}.mid2`, 2 * w, 2 * w, time);
}

/** Adds a decoder's tensors, under `scope.`; its last convolution starts at zero. */
export function addDecoder(table: ParameterTable, scope: string, { channels, width: w }: DenoiserShape): void {
  const time = 2 * w;
  addBlock(table, `${scope}.block3`, 4 * w, 2 * w, time);
  addMapAttention(table, `${scope}.attn3`, 2 * w);
  addBlock(table, `${scope}.block2`, 3 * w, 2 * w, time);
  addConvolution(table, `${scope}.up`, { size: 3, input: 2 * w, output: w });
  addBlock(table, `${scope}.block1`, 2 * w, w, time);
  addBlock(table, `${scope}.block0`, 2 * w, w, time);
  addAffine(table, `${scope}.norm`, w);
  addZeroConvolution(table, `${scope}.out`, { size: 3, input: w, output: channels });
}

/** Adds a whole denoiser. */
export function addDenoiser(table: ParameterTable, scope: string, shape: DenoiserShape): void {
  addEncoder(table, `${scope}.encoder`, shape);
  addDecoder(table, `${scope}.decoder`, shape);
}

/** A dense layer of rows [B, C]. */
function rowDense(x: tf.Tensor2D, parameters: TensorMap, scope: string): tf.Tensor2D {
  const product = tf.matMul(x, tensorOf<tf.Tensor2D>(parameters, `${scope}.weight`));
  return tf.add(product, tensorOf(parameters, `${scope}.bias`));
}

/** Group norm, SiLU, 3x3, the time added to every location; group norm, SiLU, 3x3; and the input, through a 1x1 where channels change. */
function block(x: tf.Tensor4D, time: tf.Tensor2D, parameters: TensorMap, scope: string, groups: number): tf.Tensor4D {
  const settled = (y: tf.Tensor4D, norm: string) => silu(groupNorm(y, parameters, `${scope}.${norm}`, groups));
  const first = convolution(settled(x, 'norm1'), parameters, `${scope}.conv1`);
  const shift = rowDense(silu(time), parameters, `${scope}.time`);
  const told = tf.add(first, tf.reshape(shift, [shift.shape[0], 1, 1, shift.shape[1]])) as tf.Tensor4D;
  const second = convolution(settled(told, 'norm2'), parameters, `${scope}.conv2`);
  const short = `${scope}.short.weight` in parameters ? convolution(x, parameters, `${scope}.short`) : x;
  return tf.add(second, short);
}

/** The map plus an attention among its locations. */
function mapAttention(x: tf.Tensor4D, parameters: TensorMap, scope: string, { heads, groups }: Norms): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const normed = groupNorm(x, parameters, `${scope}.norm`, groups);
  const rows = tf.reshape(normed, [batch * height * width, channels]) as tf.Tensor2D;
  const parts = tf.split(rowDense(rows, parameters, `${scope}.qkv`), 3, 1);
  const [query, key, value] = parts.map((part) => tf.reshape(part, [batch, height * width, channels]) as tf.Tensor3D);
  const attended = tf.reshape(scaledAttention(query, key, value, heads), rows.shape) as tf.Tensor2D;
  return tf.add(x, tf.reshape(rowDense(attended, parameters, `${scope}.out`), x.shape));
}

/**
 * The denoiser's first half.
 *
 * @param x [B, H, W, C], H and W even.
 * @param features Of the time, [B, w] or [1, w]: `timeFeatures`.
 * @param hint Added to the first map, [B, H, W, w].
 */
export function encode(
  x: tf.Tensor4D,
  features: tf.Tensor2D,
  parameters: TensorMap,
  scope: string,
  norms: Norms,
  hint?: tf.Tensor4D,
): Encoding {
  const time = rowDense(silu(rowDense(features, parameters, `${scope}.time1`)), parameters, `${scope}.time2`);
  const through = (y: tf.Tensor4D, name: string) => block(y, time, parameters, `${scope}.${name}`, norms.groups);
  const attended = (y: tf.Tensor4D, name: string) => mapAttention(y, parameters, `${scope}.${name}`, norms);
  const stem = convolution(x, parameters, `${scope}.stem`);
  const s0 = hint ? (tf.add(stem, hint) as tf.Tensor4D) : stem;
  const s1 = through(s0, 'block1');
  const s2 = convolution(s1, parameters, `${scope}.down`, 2);
  const s3 = attended(through(s2, 'block2'), 'attn2');
  const middle = through(attended(through(s3, 'mid1'), 'mid_attn'), 'mid2');
  return { skips: [s0, s1, s2, s3], middle, time };
}

/**
 * The denoiser's second half: the predicted clean map [B, H, W, C].
 *
 * @param encoding As `encode` gives it, or with something added.
 */
export function decode(
  { skips: [s0, s1, s2, s3], middle, time }: Encoding,
  parameters: TensorMap,
  scope: string,
  norms: Norms,
): tf.Tensor4D {
  const joined = (y: tf.Tensor4D, skip: tf.Tensor4D, name: string) =>
    block(tf.concat([y, skip], 3), time, parameters, `${scope}.${name}`, norms.groups);
  const deepest = mapAttention(joined(middle, s3, 'block3'), parameters, `${scope}.attn3`, norms);
  const wide = convolution(doubledMap(joined(deepest, s2, 'block2')), parameters, `${scope}.up`);
  const y = joined(joined(wide, s1, 'block1'), s0, 'block0');
  const settled = silu(groupNorm(y, parameters, `${scope}.norm`, norms.groups));
  return convolution(settled, parameters, `${scope}.out`);
}

/** The clean map that a denoiser predicts from a noised one. */
export function denoise(
  x: tf.Tensor4D,
  features: tf.Tensor2D,
  parameters: TensorMap,
  scope: string,
  norms: Norms,
): tf.Tensor4D {
  return decode(encode(x, features, parameters, `${scope}.encoder`, norms), parameters, `${scope}.decoder`, norms);
}
