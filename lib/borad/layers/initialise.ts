/** Initial values from a seeded generator: PyTorch's defaults, and He's for residual networks. */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../base';
import type { TensorMap } from './tensors';

function filled(shape: number[], value: () => number): tf.Tensor {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < data.length; i++) data[i] = value();
  return tf.tensor(data, shape);
}

/** He normal with fan-out (k k D), for convolutions before a ReLU. Kernel [k, k, C, D], no bias. */
export function heConvolution(rng: Rng, scope: string, size: number, input: number, output: number): TensorMap {
  const deviation = Math.sqrt(2 / (size * size * output));
  return { [`${scope}.weight`]: filled([size, size, input, output], () => deviation * rng.normal()) };
}

/** PyTorch's default (Kaiming uniform, a = sqrt 5): uniform within 1 / sqrt(fan-in), weight [k, k, C, D] and bias [D]. */
export function defaultConvolution(rng: Rng, scope: string, size: number, input: number, output: number): TensorMap {
  const bound = 1 / Math.sqrt(size * size * input);
  return {
    [`${scope}.weight`]: filled([size, size, input, output], () => rng.range(-bound, bound)),
    [`${scope}.bias`]: filled([output], () => rng.range(-bound, bound)),
  };
}

/** PyTorch's default for a transposed convolution, whose fan-in is k k D. Kernel [k, k, D, C], no bias. */
export function defaultUpConvolution(rng: Rng, scope: string, size: number, input: number, output: number): TensorMap {
  const bound = 1 / Math.sqrt(size * size * output);
  return { [`${scope}.weight`]: filled([size, size, output, input], () => rng.range(-bound, bound)) };
}

/** PyTorch's default for a dense layer: weight [C, D], bias [D]. */
export function defaultDense(rng: Rng, scope: string, input: number, output: number): TensorMap {
  const bound = 1 / Math.sqrt(input);
  return {
    [`${scope}.weight`]: filled([input, output], () => rng.range(-bound, bound)),
    [`${scope}.bias`]: filled([output], () => rng.range(-bound, bound)),
  };
}

/** Scale one and shift zero of a batch norm. */
export function batchNormParameters(scope: string, channels: number): TensorMap {
  return { [`${scope}.weight`]: tf.ones([channels]), [`${scope}.bias`]: tf.zeros([channels]) };
}

/** Running mean zero and variance one of a batch norm. */
export function batchNormStatistics(scope: string, channels: number): TensorMap {
  return { [`${scope}.running_mean`]: tf.zeros([channels]), [`${scope}.running_var`]: tf.ones([channels]) };
}
