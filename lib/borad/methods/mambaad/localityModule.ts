/** The locality-enhanced state space module (Section 3.2): what paths see, and beside it what lies around. */
import * as tf from '@tensorflow/tfjs-core';
import {
  addAffine,
  addDepthwise,
  convolution,
  depthwiseConvolution,
  drawNormal,
  drawZeros,
  instanceNorm,
  layerNorm,
  type ParameterTable,
  silu,
  type TensorMap,
} from '../../layers';
import { addStateSpace, type PathShape, type StateShape, stateSpace } from './stateSpace';

/** Sides of the depthwise kernels of the local branches. */
const LOCAL = [5, 7];

/** Adds a 1x1 convolution with a bias of zeros. */
function addPointwise(table: ParameterTable, scope: string, input: number, output: number): void {
  table.set(`${scope}.weight`, { shape: [1, 1, input, output], draw: drawNormal(Math.sqrt(2 / output)) });
  table.set(`${scope}.bias`, { shape: [output], draw: drawZeros });
}

/** Adds a module's tensors. */
export function addLocalityModule(
  table: ParameterTable,
  scope: string,
  channels: number,
  { blocks, ...shape }: StateShape & { blocks: number },
): void {
  for (let i = 0; i < blocks; i++) {
    addAffine(table, `${scope}.norms.${i}`, channels);
    addStateSpace(table, `${scope}.ssm.${i}`, channels, shape);
  }
  for (const size of LOCAL) {
    addPointwise(table, `${scope}.local${size}.before`, channels, channels);
    // Fan-out of a kernel with one filter per channel.
    addDepthwise(table, `${scope}.local${size}.depth`, { size, channels }, drawNormal(Math.sqrt(2 / (size * size))));
    addPointwise(table, `${scope}.local${size}.after`, channels, channels);
  }
  addPointwise(table, `${scope}.join`, (1 + LOCAL.length) * channels, channels);
}

/** 1x1, depthwise, 1x1, each with an instance norm and SiLU. */
function localBranch(x: tf.Tensor4D, parameters: TensorMap, scope: string): tf.Tensor4D {
  const settled = (y: tf.Tensor4D) => silu(instanceNorm(y));
  const before = settled(convolution(x, parameters, `${scope}.before`));
  const depth = settled(depthwiseConvolution(before, parameters, `${scope}.depth`));
  return settled(convolution(depth, parameters, `${scope}.after`));
}

/**
 * x + conv1x1 [y, local 5x5 of x, local 7x7 of x], where y is x after each block: y + SS2D(LN y).
 *
 * @param x [B, H, H, C].
 * @param scope Holds `norms.i` and `ssm.i` of as many blocks as there are, local5, local7 and join.
 */
export function localityModule(x: tf.Tensor4D, parameters: TensorMap, scope: string, paths: PathShape): tf.Tensor4D {
  let y = x;
  for (let i = 0; `${scope}.norms.${i}.weight` in parameters; i++) {
    const normed = layerNorm(y, parameters, `${scope}.norms.${i}`);
    y = tf.add(y, stateSpace(normed, parameters, `${scope}.ssm.${i}`, paths));
  }
  const local = LOCAL.map((size) => localBranch(x, parameters, `${scope}.local${size}`));
  return tf.add(convolution(tf.concat([y, ...local], 3) as tf.Tensor4D, parameters, `${scope}.join`), x);
}
