/**
 * UniAD's transformer (arXiv 2206.03687, Section 3): it rebuilds tokens through neighbour-masked attention and learned
 * queries in every layer of the decoder.
 */
import * as tf from '@tensorflow/tfjs-core';
import { layerNorm, multiHeadAttention, type TensorMap, tensorOf, tokenDense } from '../../layers';
import type { UniadArchitecture } from './architecture';
import { HIDDEN, neighbourMask } from './neighbourMask';

/** What the layers share. */
export interface LayerContext {
  /** [L, C], added to queries and keys only, in every attention. */
  positions: tf.Tensor2D;
  /** [L, L], added before the softmax. */
  mask: tf.Tensor2D;
  heads: number;
  norm: UniadArchitecture['norm'];
}

/** -1e9 where a key is hidden from a query, 0 elsewhere: [L, L]. */
export function attentionMask(grid: readonly [number, number], window: number): tf.Tensor2D {
  const length = grid[0] * grid[1];
  const hidden = neighbourMask(grid, window);
  return tf.tensor2d(
    hidden.map((one) => one * HIDDEN),
    [length, length],
  );
}

/** The position of every location: its column's and its row's halves, [rows columns, C]. */
export function positionTokens(parameters: TensorMap): tf.Tensor2D {
  const row = tensorOf<tf.Tensor2D>(parameters, 'row');
  const column = tensorOf<tf.Tensor2D>(parameters, 'col');
  const [rows, half] = row.shape;
  const columns = column.shape[0];
  const across = tf.add(tf.zeros([rows, 1, 1]), tf.reshape(column, [1, columns, half]));
  const down = tf.add(tf.zeros([1, columns, 1]), tf.reshape(row, [rows, 1, half]));
  return tf.reshape(tf.concat([across, down], 2), [rows * columns, 2 * half]);
}

const plus = (x: tf.Tensor3D, positions: tf.Tensor2D) => tf.add(x, positions) as tf.Tensor3D;

/** x + f(norm x), or norm(x + f(x)). */
function sublayer(
  x: tf.Tensor3D,
  parameters: TensorMap,
  norm: string,
  context: LayerContext,
  apply: (x: tf.Tensor3D) => tf.Tensor3D,
): tf.Tensor3D {
  if (context.norm === 'before') return tf.add(x, apply(layerNorm(x, parameters, norm)));
  return layerNorm(tf.add(x, apply(x)) as tf.Tensor3D, parameters, norm);
}

function feedForward(x: tf.Tensor3D, parameters: TensorMap, scope: string): tf.Tensor3D {
  return tokenDense(tf.relu(tokenDense(x, parameters, `${scope}.l1`)), parameters, `${scope}.l2`);
}

/**
 * One layer of the encoder: masked self-attention and feed-forward.
 *
 * @param x [B, L, C].
 * @param scope Ends with a dot, or is empty; holds attn, ffn, n1 and n2.
 */
export function encoderLayer(x: tf.Tensor3D, parameters: TensorMap, scope: string, context: LayerContext): tf.Tensor3D {
  const { positions, heads, mask } = context;
  const y = sublayer(x, parameters, `${scope}n1`, context, (h) => {
    const placed = plus(h, positions);
    return multiHeadAttention({ query: placed, key: placed, value: h }, parameters, `${scope}attn`, heads, mask);
  });
  return sublayer(y, parameters, `${scope}n2`, context, (h) => feedForward(h, parameters, `${scope}ffn`));
}

/**
 * One layer of the decoder: it starts from its learned queries, not from the layer before, which only its second attention
 * reads.
 *
 * @param previous The output of the layer before (of the encoder for the first), [B, L, C].
 * @param memory The encoder's output, [B, L, C].
 * @param scope Ends with a dot, or is empty; holds query, attn1, attn2, ffn, n1, n2 and n3.
 */
export function decoderLayer(
  previous: tf.Tensor3D,
  memory: tf.Tensor3D,
  parameters: TensorMap,
  scope: string,
  context: LayerContext,
): tf.Tensor3D {
  const { positions, heads, mask } = context;
  const attend = (source: tf.Tensor3D, name: string) => (h: tf.Tensor3D) =>
    multiHeadAttention(
      { query: plus(h, positions), key: plus(source, positions), value: source },
      parameters,
      `${scope}${name}`,
      heads,
      mask,
    );
  let t = tf.add(tf.zerosLike(memory), tensorOf(parameters, `${scope}query`)) as tf.Tensor3D;
  t = sublayer(t, parameters, `${scope}n1`, context, attend(memory, 'attn1'));
  t = sublayer(t, parameters, `${scope}n2`, context, attend(previous, 'attn2'));
  return sublayer(t, parameters, `${scope}n3`, context, (h) => feedForward(h, parameters, `${scope}ffn`));
}

/**
 * The reconstruction of tokens.
 *
 * @param tokens [B, L, C of the teacher], jittered while training.
 * @returns [B, L, C].
 */
export function rebuildTokens(
  tokens: tf.Tensor3D,
  parameters: TensorMap,
  architecture: UniadArchitecture,
): tf.Tensor3D {
  const { grid, window, heads, norm, encoderLayers, decoderLayers } = architecture;
  const context = { positions: positionTokens(parameters), mask: attentionMask(grid, window), heads, norm };
  let memory = tokenDense(tokens, parameters, 'input');
  for (let i = 0; i < encoderLayers; i++) memory = encoderLayer(memory, parameters, `enc.${i}.`, context);
  if (norm === 'before') memory = layerNorm(memory, parameters, 'enc_norm');
  let output = memory;
  for (let i = 0; i < decoderLayers; i++) output = decoderLayer(output, memory, parameters, `dec.${i}.`, context);
  return tokenDense(layerNorm(output, parameters, 'norm'), parameters, 'output');
}

/** |reconstruction - x| at every location: [B, L, C] each, to [B, rows, columns]. */
export function tokenDistance(
  tokens: tf.Tensor3D,
  reconstruction: tf.Tensor3D,
  [rows, columns]: readonly [number, number],
): tf.Tensor3D {
  const squares = tf.sum(tf.squaredDifference(reconstruction, tokens), -1);
  return tf.reshape(tf.sqrt(squares), [tokens.shape[0], rows, columns]);
}
