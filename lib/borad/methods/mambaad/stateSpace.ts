/** The state-space block of a map: selective scans along several paths, gated (Section 3.3; SS2D of arXiv 2401.10166). */
import * as tf from '@tensorflow/tfjs-core';
import {
  addAffine,
  addDepthwise,
  depthwiseConvolution,
  drawNormal,
  drawOnes,
  drawTruncatedNormal,
  drawUniform,
  layerNorm,
  mapToTokens,
  type ParameterTable,
  silu,
  type TensorMap,
  tensorOf,
  tokenDense,
} from '../../layers';
import { alongPaths, backFromPaths } from './paths';
import { type Scan, scanOrders } from './scanOrders';
import { selectiveScan } from './selectiveScan';

/** Which way the scans go. */
export interface PathShape {
  scan: Scan;
  /** Paths, half of them backwards: 2, 4 or 8. */
  directions: number;
}

/** Sizes of a block. */
export interface StateShape extends PathShape {
  /** Channels inside. */
  inner: number;
  /** Values of state per channel. */
  state: number;
}

/** Values from which a channel's step is made: one for 16 channels. */
const rankOf = (channels: number) => Math.ceil(channels / 16);

/** Steps are drawn log-uniform between these. */
const STEPS: [number, number] = [0.001, 0.1];

/** The bias whose softplus is a step drawn log-uniform. */
function drawStepBias(rng: { range(low: number, high: number): number }): number {
  const step = Math.exp(rng.range(Math.log(STEPS[0]), Math.log(STEPS[1])));
  return step + Math.log(-Math.expm1(-step));
}

/** log 1, log 2, ..., log N, row after row. */
function drawStates(state: number): () => number {
  let i = 0;
  return () => Math.log(1 + (i++ % state));
}

const dense = drawTruncatedNormal(0.02, 2);

/**
 * Adds a block's tensors.
 *
 * @param channels Of the map.
 */
export function addStateSpace(
  table: ParameterTable,
  scope: string,
  channels: number,
  { inner, state, directions }: StateShape,
): void {
  const rank = rankOf(channels);
  table.set(`${scope}.in_proj.weight`, { shape: [channels, 2 * inner], draw: dense });
  addDepthwise(table, `${scope}.conv`, { size: 3, channels: inner, bias: true }, drawNormal(Math.sqrt(2 / 9)));
  table.set(`${scope}.x_proj`, { shape: [directions, rank + 2 * state, inner], draw: dense });
  const bound = 1 / Math.sqrt(rank);
  table.set(`${scope}.dt_weight`, { shape: [directions, inner, rank], draw: drawUniform(-bound, bound) });
  table.set(`${scope}.dt_bias`, { shape: [directions, inner], draw: drawStepBias });
  table.set(`${scope}.a_log`, { shape: [directions * inner, state], draw: drawStates(state) });
  table.set(`${scope}.skip`, { shape: [directions * inner], draw: drawOnes });
  addAffine(table, `${scope}.norm`, inner);
  table.set(`${scope}.out_proj.weight`, { shape: [inner, channels], draw: dense });
}

/** delta, b and c of each path from its sequence [K, L, B, D]. */
function selection(sequences: tf.Tensor4D, parameters: TensorMap, scope: string, rank: number) {
  const [paths, length, batch, inner] = sequences.shape;
  const projection = tensorOf<tf.Tensor3D>(parameters, `${scope}.x_proj`);
  const states = (projection.shape[1] - rank) / 2;
  const rows = tf.reshape(sequences, [paths, length * batch, inner]) as tf.Tensor3D;
  const projected = tf.matMul(rows, projection, false, true);
  const [steps, b, c] = tf.split(projected, [rank, states, states], 2);
  const weight = tensorOf<tf.Tensor3D>(parameters, `${scope}.dt_weight`);
  const bias = tf.reshape(tensorOf(parameters, `${scope}.dt_bias`), [paths, 1, inner]);
  const delta = tf.softplus(tf.add(tf.matMul(steps, weight, false, true), bias));
  const shaped = (x: tf.Tensor, last: number) => tf.reshape(x, [paths, length, batch, last]) as tf.Tensor4D;
  return { delta: shaped(delta, inner), b: shaped(b, states), c: shaped(c, states) };
}

/** a and the skip of each path, from all of them in a row. */
function dynamics(parameters: TensorMap, scope: string, paths: number, inner: number) {
  const logarithms = tensorOf<tf.Tensor2D>(parameters, `${scope}.a_log`);
  const a = tf.neg(tf.exp(tf.reshape(logarithms, [paths, inner, logarithms.shape[1]])));
  return {
    a: tf.transpose(a, [0, 2, 1]) as tf.Tensor3D,
    skip: tf.reshape(tensorOf(parameters, `${scope}.skip`), [paths, inner]) as tf.Tensor2D,
  };
}

/**
 * [u, z] = W x; u = SiLU(depthwise u); its selective scans along all paths, added; their layer norm times SiLU(z); W' of it.
 *
 * @param x [B, H, H, C].
 * @param scope Holds in_proj, conv, x_proj, dt_weight, dt_bias, a_log, skip, norm and out_proj.
 * @returns [B, H, H, C].
 */
export function stateSpace(
  x: tf.Tensor4D,
  parameters: TensorMap,
  scope: string,
  { scan, directions }: PathShape,
): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const [inner, gate] = tf.split(tokenDense(mapToTokens(x), parameters, `${scope}.in_proj`), 2, 2) as tf.Tensor3D[];
  const depth = inner.shape[2];
  const map = tf.reshape(inner, [batch, height, width, depth]) as tf.Tensor4D;
  const tokens = mapToTokens(silu(depthwiseConvolution(map, parameters, `${scope}.conv`)));
  const orders = scanOrders(scan, height, directions);
  const sequences = alongPaths(tf.transpose(tokens, [1, 0, 2]), orders) as tf.Tensor4D;
  const scanned = selectiveScan({
    x: sequences,
    ...selection(sequences, parameters, scope, rankOf(channels)),
    ...dynamics(parameters, scope, directions, depth),
  });
  const sum = tf.transpose(backFromPaths(scanned, orders), [1, 0, 2]) as tf.Tensor3D;
  const gated = tf.mul(layerNorm(sum, parameters, `${scope}.norm`), silu(gate)) as tf.Tensor3D;
  return tf.reshape(tokenDense(gated, parameters, `${scope}.out_proj`), x.shape);
}
