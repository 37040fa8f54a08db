/** The prototype bank, the merge of a map with its routed prototypes, and the two predictors (Sections 3.3 and 3.4). */
import * as tf from '@tensorflow/tfjs-core';
import type * as MlMatrix from 'ml-matrix';
import type { Rng } from '../../base';
import {
  clampedNorm,
  convolution,
  defaultConvolution,
  defaultDense,
  dense,
  rowNorm,
  type TensorMap,
  tensorOf,
} from '../../layers';
import { type Architecture, midChannels } from './architecture';
import { LEAKY_SLOPE, normLeaky } from './projector';

/** Loaded with the first network, so that importing borad stays quick. */
const mlMatrix = () => require('ml-matrix') as typeof MlMatrix;

/** Similarity that weighs the prototypes: cosine (Section 3.3) or the plain product (Appendix B.3's form). */
export type Routing = 'cosine' | 'linear';

/**
 * Parameters under `heads.`: bank [H W, N, C], merge, q_s and q_g. The bank's rows at each location are the left singular
 * vectors of a C x N Gaussian, so they start orthonormal.
 */
export function initialPrototypeHeads(rng: Rng, architecture: Architecture): TensorMap {
  const { Matrix, SVD } = mlMatrix();
  const channels = midChannels(architecture);
  const locations = architecture.midSize[0] * architecture.midSize[1];
  const count = architecture.prototypes;
  const bank = new Float32Array(locations * count * channels);
  for (let location = 0; location < locations; location++) {
    const gaussian = Matrix.zeros(channels, count);
    for (let row = 0; row < channels; row++)
      for (let column = 0; column < count; column++) gaussian.set(row, column, rng.normal());
    const left = new SVD(gaussian, { computeRightSingularVectors: false, autoTranspose: true }).leftSingularVectors;
    for (let n = 0; n < count; n++) {
      for (let c = 0; c < channels; c++) bank[(location * count + n) * channels + c] = left.get(c, n);
    }
  }
  return {
    'heads.bank': tf.tensor3d(bank, [locations, count, channels]),
    ...defaultConvolution(rng, 'heads.merge', 1, 2 * channels, channels),
    ...defaultConvolution(rng, 'heads.qs1', 1, channels, channels),
    ...defaultConvolution(rng, 'heads.qs2', 1, channels, channels),
    ...defaultDense(rng, 'heads.qg1', channels, channels),
    ...defaultDense(rng, 'heads.qg2', channels, channels),
  };
}

/**
 * v = sum_k s_k p_k at each location, with s_k the similarity of m to prototype p_k of that location (eq. 5). The
 * prototypes in the sum are not normalised.
 *
 * @param m [B, H, W, C].
 * @returns v, [B, H, W, C].
 */
export function route(m: tf.Tensor4D, parameters: TensorMap, routing: Routing): tf.Tensor4D {
  const bank = tensorOf<tf.Tensor3D>(parameters, 'heads.bank');
  const [batch, height, width, channels] = m.shape;
  // Location becomes the matrix product's batch axis: every location has its own prototypes.
  const byLocation = tf.transpose(tf.reshape(m, [batch, height * width, channels]), [1, 0, 2]);
  let similarity: tf.Tensor = tf.matMul(byLocation, bank, false, true);
  if (routing === 'cosine') {
    similarity = tf.div(similarity, tf.mul(clampedNorm(byLocation), tf.transpose(clampedNorm(bank), [0, 2, 1])));
  }
  const routed = tf.matMul(similarity as tf.Tensor3D, bank);
  return tf.reshape(tf.transpose(routed, [1, 0, 2]), [batch, height, width, channels]);
}

/** z = merge([m, v]): what spatial alignment compares. Without prototypes, z = m. */
export function merge(m: tf.Tensor4D, parameters: TensorMap, routing: Routing): tf.Tensor4D {
  return normLeaky(convolution(tf.concat([m, route(m, parameters, routing)], 3), parameters, 'heads.merge'));
}

/** The spatial predictor q_s: two 1x1 convolutions, [B, H, W, C] to the same. */
export function spatialPredictor(z: tf.Tensor4D, parameters: TensorMap): tf.Tensor4D {
  return normLeaky(convolution(normLeaky(convolution(z, parameters, 'heads.qs1')), parameters, 'heads.qs2'));
}

/** The global predictor q_g: two dense layers, each row normalised over its features; [rows, C] to the same. */
export function globalPredictor(r: tf.Tensor2D, parameters: TensorMap): tf.Tensor2D {
  const layer = (x: tf.Tensor2D, name: string) =>
    tf.leakyRelu(rowNorm(dense(x, parameters, `heads.${name}`)), LEAKY_SLOPE);
  return layer(layer(r, 'qg1'), 'qg2');
}

/** q_g on every residual, [B, N, C] to the same. */
export function predictResiduals(r: tf.Tensor3D, parameters: TensorMap): tf.Tensor3D {
  const [batch, count, channels] = r.shape;
  const predicted = globalPredictor(tf.reshape(r, [batch * count, channels]), parameters);
  return tf.reshape(predicted, [batch, count, channels]);
}

/** Global anchors: the mean of the bank over locations, normalised to length one; [N, C] (Section 3.4). */
export function anchors(parameters: TensorMap): tf.Tensor2D {
  const mean = tf.mean(tensorOf<tf.Tensor3D>(parameters, 'heads.bank'), 0);
  return tf.div(mean, clampedNorm(mean));
}

/** g: global average pool of a map, [B, H, W, C] to [B, C]. */
export function globalAveragePool(m: tf.Tensor4D): tf.Tensor2D {
  return tf.mean(m, [1, 2]);
}

/** r_k = g - anchor_k for every anchor (eq. 7); [B, C] to [B, N, C]. */
export function residuals(g: tf.Tensor2D, anchorRows: tf.Tensor2D): tf.Tensor3D {
  return tf.sub(tf.expandDims(g, 1), tf.expandDims(anchorRows, 0));
}
