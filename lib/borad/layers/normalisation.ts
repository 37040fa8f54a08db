/**
 * Normalisations with their gradients written by hand: one backward pass of four elementwise operations in place of the
 * dozen that differentiation of mean and variance would record.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type TensorMap, tensorOf } from './tensors';

/** Added to variances before the root, as PyTorch's default. */
export const NORM_EPSILON = 1e-5;
/** Weight of the newest batch in the running statistics of a batch norm, as PyTorch's default. */
export const BATCH_NORM_MOMENTUM = 0.1;

/** Zero mean and unit (biased) variance over the given axes; a constant input gives zeros. */
function normalise<T extends tf.Tensor>(x: T, axes: number[], epsilon = NORM_EPSILON): T {
  const operation = tf.customGrad((...inputs: unknown[]) => {
    const input = inputs[0] as tf.Tensor;
    const save = inputs[1] as (tensors: tf.Tensor[]) => void;
    // In float32 the mean of equal numbers can miss them by a rounding, which eps = 1e-5 would enlarge 300 times:
    // measured from one of the values, a constant is exactly zero.
    const first = tf.slice(
      input,
      input.shape.map(() => 0),
      input.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
    );
    const shifted = tf.sub(input, first);
    const centred = tf.sub(shifted, tf.mean(shifted, axes, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), axes, true), epsilon));
    const y = tf.mul(centred, inverse);
    save([y, inverse]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [yKept, inverseKept] = saved;
      const along = tf.mean(tf.mul(dy, yKept), axes, true);
      return tf.mul(inverseKept, tf.sub(tf.sub(dy, tf.mean(dy, axes, true)), tf.mul(yKept, along)));
    };
    return { value: y, gradFunc };
  });
  return operation(x) as T;
}

/**
 * Instance norm without affine part: every channel of every image over its locations, biased variance, eps 1e-5.
 *
 * @param x [B, H, W, C]. A 1x1 map gives zeros, two locations give about +-1.
 */
export function instanceNorm(x: tf.Tensor4D): tf.Tensor4D {
  return normalise(x, [1, 2]);
}

/** Every row over its features, biased variance, eps 1e-5: what InstanceNorm1d does to a (rows x C) matrix. */
export function rowNorm(x: tf.Tensor2D): tf.Tensor2D {
  return normalise(x, [1]);
}

/**
 * Layer norm with scale and shift: every token over its channels, biased variance.
 *
 * @param x [..., C].
 * @param scope Name under which `scope.weight` and `scope.bias` [C] are found.
 * @param epsilon Added to the variance. Default 1e-5.
 */
export function layerNorm<T extends tf.Tensor>(x: T, parameters: TensorMap, scope: string, epsilon?: number): T {
  const scaled = tf.mul(normalise(x, [x.rank - 1], epsilon), tensorOf(parameters, `${scope}.weight`));
  return tf.add(scaled, tensorOf(parameters, `${scope}.bias`)) as T;
}

/**
 * Group norm with scale and shift (arXiv 1803.08494): every group of consecutive channels of every image over its locations,
 * biased variance, eps 1e-5.
 *
 * @param x [B, H, W, C].
 * @param scope Name under which `scope.weight` and `scope.bias` [C] are found.
 * @param groups Divides C.
 */
export function groupNorm(x: tf.Tensor4D, parameters: TensorMap, scope: string, groups: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const apart = tf.reshape(x, [batch, height, width, groups, channels / groups]);
  const normed = tf.reshape(normalise(apart, [1, 2, 4]), x.shape);
  const scaled = tf.mul(normed, tensorOf(parameters, `${scope}.weight`));
  return tf.add(scaled, tensorOf(parameters, `${scope}.bias`)) as tf.Tensor4D;
}

/** What batch norms need besides their parameters. */
export interface NormContext {
  /** `train` normalises by the batch's statistics and records them, `eval` by the running ones. */
  mode: 'train' | 'eval';
  /** Running statistics: `scope.running_mean` and `scope.running_var`, each [C]. Only read. */
  statistics: TensorMap;
  /** Receives, in train mode, the batch's mean and unbiased variance under the same names; kept, so the caller frees them. */
  batch: TensorMap;
}

/**
 * Batch norm over batch and locations with scale and shift.
 *
 * @param x [B, H, W, C].
 * @param scope Name under which `scope.weight` and `scope.bias` [C] are found.
 */
export function batchNorm(x: tf.Tensor4D, parameters: TensorMap, scope: string, context: NormContext): tf.Tensor4D {
  const scale = tensorOf<tf.Tensor1D>(parameters, `${scope}.weight`);
  const shift = tensorOf<tf.Tensor1D>(parameters, `${scope}.bias`);
  const meanName = `${scope}.running_mean`;
  const varianceName = `${scope}.running_var`;
  if (context.mode === 'eval') {
    const inverse = tf.rsqrt(tf.add(tensorOf(context.statistics, varianceName), NORM_EPSILON));
    const factor = tf.mul(scale, inverse);
    return tf.add(tf.mul(x, factor), tf.sub(shift, tf.mul(tensorOf(context.statistics, meanName), factor)));
  }
  const axes = [0, 1, 2];
  const count = x.shape[0] * x.shape[1] * x.shape[2];
  const operation = tf.customGrad((...inputs: unknown[]) => {
    const [xTensor, scaleTensor, shiftTensor] = inputs as tf.Tensor[];
    const save = inputs[3] as (tensors: tf.Tensor[]) => void;
    const mean = tf.mean(xTensor, axes);
    const centred = tf.sub(xTensor, mean);
    const variance = tf.mean(tf.square(centred), axes);
    const inverse = tf.rsqrt(tf.add(variance, NORM_EPSILON));
    const normalised = tf.mul(centred, inverse);
    context.batch[meanName] = tf.keep(mean.clone());
    context.batch[varianceName] = tf.keep(tf.mul(variance, count / Math.max(1, count - 1)));
    save([normalised, inverse, scaleTensor]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [kept, inverseKept, scaleKept] = saved;
      const dShift = tf.sum(dy, axes);
      const dScale = tf.sum(tf.mul(dy, kept), axes);
      const centredGradient = tf.sub(tf.sub(dy, tf.div(dShift, count)), tf.mul(kept, tf.div(dScale, count)));
      return [tf.mul(centredGradient, tf.mul(scaleKept, inverseKept)), dScale, dShift];
    };
    return { value: tf.add(tf.mul(normalised, scaleTensor), shiftTensor), gradFunc };
  });
  return operation(x, scale, shift) as tf.Tensor4D;
}

/**
 * Running statistics after one more batch: r = 0.9 r + 0.1 b.
 *
 * @returns A new map with a new tensor for every name; the caller owns it.
 */
export function updateStatistics(statistics: TensorMap, batch: TensorMap): TensorMap {
  const updated: TensorMap = {};
  for (const [name, tensor] of Object.entries(statistics)) {
    updated[name] =
      name in batch
        ? tf.tidy(() => tf.add(tf.mul(tensor, 1 - BATCH_NORM_MOMENTUM), tf.mul(batch[name], BATCH_NORM_MOMENTUM)))
        : tensor.clone();
  }
  return updated;
}
