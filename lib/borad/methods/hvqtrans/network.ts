/**
 * HVQ-Trans (arXiv 2310.14228): a transformer rebuilds tokens, and between encoder and decoder every token is replaced by the
 * nearest code that normal images of its category have left. Codebooks sit at every level of the encoder; the deepest one's codes
 * are shown to the others.
 */
import * as tf from '@tensorflow/tfjs-core';
import { layerNorm, multiHeadAttention, type TensorMap, tensorOf, tokenDense } from '../../layers';
import { positionTokens } from '../uniad';
import type { HvqTransArchitecture } from './architecture';
import { categoryRows, codesOfImages, type Quantised, quantise } from './codebook';

/** The layer norms stand behind the sublayers: norm(x + f). */
function added(x: tf.Tensor3D, change: tf.Tensor3D, parameters: TensorMap, norm: string): tf.Tensor3D {
  return layerNorm(tf.add(x, change) as tf.Tensor3D, parameters, norm);
}

function feedForward(x: tf.Tensor3D, parameters: TensorMap, scope: string): tf.Tensor3D {
  return tokenDense(tf.relu(tokenDense(x, parameters, `${scope}.fc1`)), parameters, `${scope}.fc2`);
}

const placed = (x: tf.Tensor3D, positions: tf.Tensor2D) => tf.add(x, positions) as tf.Tensor3D;

/** What attention layers share: positions [T, C], added to queries and keys only, and heads. */
interface Attending {
  positions: tf.Tensor2D;
  heads: number;
}

function encoderLayer(x: tf.Tensor3D, parameters: TensorMap, scope: string, { positions, heads }: Attending) {
  const query = placed(x, positions);
  const attended = multiHeadAttention({ query, key: query, value: x }, parameters, `${scope}.attn`, heads);
  const y = added(x, attended, parameters, `${scope}.norm1`);
  return added(y, feedForward(y, parameters, scope), parameters, `${scope}.norm2`);
}

function decoderLayer(
  x: tf.Tensor3D,
  memory: tf.Tensor3D,
  parameters: TensorMap,
  scope: string,
  { positions, heads }: Attending,
) {
  const query = placed(x, positions);
  const own = multiHeadAttention({ query, key: query, value: x }, parameters, `${scope}.self_attn`, heads);
  const y = added(x, own, parameters, `${scope}.norm1`);
  const input = { query: placed(y, positions), key: placed(memory, positions), value: memory };
  const z = added(y, multiHeadAttention(input, parameters, `${scope}.cross_attn`, heads), parameters, `${scope}.norm2`);
  return added(z, feedForward(z, parameters, scope), parameters, `${scope}.norm3`);
}

/**
 * The encoder's levels.
 *
 * @param tokens [B, T, inputs].
 * @returns [B, T, C] per level: the projected tokens, then each layer's output.
 */
export function encodeTokens(
  tokens: tf.Tensor3D,
  parameters: TensorMap,
  { heads, layers }: HvqTransArchitecture,
): tf.Tensor3D[] {
  const attending = { positions: positionTokens(parameters), heads };
  const levels = [tokenDense(tokens, parameters, 'project')];
  for (let i = 0; i < layers; i++) levels.push(encoderLayer(levels[i], parameters, `encoder.${i}`, attending));
  return levels;
}

/** What a codebook was given, and what came out. */
export interface Read extends Quantised {
  tokens: tf.Tensor3D;
  codes: tf.Tensor3D;
}

/**
 * What the codebook of a level reads: the level beside the deepest level's codes, which is how the hierarchy reaches it.
 *
 * @param level Of the decoder's memories, 0 the deepest.
 */
export function levelTokens(levels: readonly tf.Tensor3D[], top: tf.Tensor3D, level: number): tf.Tensor3D {
  return tf.concat([levels[levels.length - 2 - level], top], 2);
}

/**
 * Every level of the encoder through its codebook.
 *
 * @param category Of each image, [B], int32.
 * @returns By the codebooks' names.
 */
export function readCodebooks(
  levels: readonly tf.Tensor3D[],
  state: TensorMap,
  category: tf.Tensor1D,
): { [scope: string]: Read } {
  const read = (scope: string, tokens: tf.Tensor3D): Read => {
    const codes = codesOfImages(tensorOf(state, `${scope}.codes`), category);
    return { ...quantise(tokens, codes), tokens, codes };
  };
  const top = read('top', levels[levels.length - 1]);
  const reads: { [scope: string]: Read } = { top };
  for (let i = 0; i < levels.length - 1; i++) {
    reads[`levels.${i}`] = read(`levels.${i}`, levelTokens(levels, top.value, i));
  }
  return reads;
}

/** The head of each image's category: [B, T, 2 C] to [B, T, inputs]. */
function categoryHead(x: tf.Tensor3D, parameters: TensorMap, category: tf.Tensor1D): tf.Tensor3D {
  const weight = tensorOf<tf.Tensor3D>(parameters, 'head_weight');
  const [categories, width, inputs] = weight.shape;
  const rows = categoryRows(category, categories);
  // A product with ones and zeros in place of a gather, whose gradient adds rows one by one.
  const own = tf.matMul(rows, tf.reshape(weight, [categories, width * inputs]));
  const bias = tf.expandDims(tf.matMul(rows, tensorOf<tf.Tensor2D>(parameters, 'head_bias')), 1);
  return tf.add(tf.matMul(x, tf.reshape(own, [x.shape[0], width, inputs]) as tf.Tensor3D), bias);
}

/**
 * The reconstruction from the codes.
 *
 * @param memories [B, T, 2 C] per layer of the decoder, deepest first.
 * @param category Of each image, [B], int32.
 * @returns [B, T, inputs].
 */
export function decodeMemories(
  memories: readonly tf.Tensor3D[],
  parameters: TensorMap,
  category: tf.Tensor1D,
  { heads }: HvqTransArchitecture,
): tf.Tensor3D {
  const once = positionTokens(parameters);
  const attending = { positions: tf.concat([once, once], 1) as tf.Tensor2D, heads };
  let y = memories[0];
  memories.forEach((memory, i) => {
    y = decoderLayer(y, memory, parameters, `decoder.${i}`, attending);
  });
  return categoryHead(layerNorm(y, parameters, 'norm'), parameters, category);
}

export interface HvqReconstruction {
  levels: tf.Tensor3D[];
  reads: { [scope: string]: Read };
  /** [B, T, inputs]. */
  rebuilt: tf.Tensor3D;
}

/** The codes of the decoder's memories, deepest first. */
export function memoriesOf(reads: { [scope: string]: Read }, layers: number): tf.Tensor3D[] {
  return Array.from({ length: layers }, (_, i) => reads[`levels.${i}`].value);
}

/** The whole network: tokens [B, T, inputs] and the category of each image, [B], int32. */
export function rebuildFromCodes(
  tokens: tf.Tensor3D,
  state: TensorMap,
  category: tf.Tensor1D,
  architecture: HvqTransArchitecture,
): HvqReconstruction {
  const levels = encodeTokens(tokens, state, architecture);
  const reads = readCodebooks(levels, state, category);
  const memories = memoriesOf(reads, architecture.layers);
  return { levels, reads, rebuilt: decodeMemories(memories, state, category, architecture) };
}
