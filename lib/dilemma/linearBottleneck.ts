/** The optimal linear autoencoder in closed form: principal components as a channel with a fixed noise. */
import * as tf from '@tensorflow/tfjs';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { OptionError, type Rng } from '../base';
import { numbersOf } from './numbersOf';
import type { Rebuild, ReconstructorFamily } from './reconstructor';

export interface LinearBottleneckOptions {
  /** Numbers that a code has, at most the channels each. */
  widths: readonly number[];
  /**
   * Standard deviation of the noise on each number of the code, in the unit of the features: the fixed-noise encoder of
   * Section 3.1. Default 0.
   */
  noise?: number;
}

/** Principal axes of vectors. */
export interface PrincipalAxes {
  /** [channels]. */
  mean: Float64Array;
  /** [channels, channels]: one axis a row, by falling variance. */
  axes: Float64Array;
  /** Variances on the axes, falling. */
  variances: Float64Array;
}

/** Mean, axes and variances of n vectors, from the eigenvectors of their covariance. */
export function principalAxes(rows: Float32Array, channels: number): PrincipalAxes {
  const n = rows.length / channels;
  const mean = new Float64Array(channels);
  for (let i = 0; i < rows.length; i++) mean[i % channels] += rows[i] / n;
  const product = numbersOf(() => {
    const centred = tf.sub(tf.tensor2d(rows, [n, channels]), tf.tensor1d(Float32Array.from(mean)));
    // The wasm backend is fast for products whose factors lie as they are; its flags for transposed ones are not.
    return tf.matMul(tf.transpose(centred), centred);
  });
  const covariance = new Matrix(channels, channels);
  for (let i = 0; i < channels; i++) {
    // The mean of both halves: rounding leaves the product not quite symmetric.
    for (let j = 0; j < channels; j++)
      covariance.set(i, j, (product[i * channels + j] + product[j * channels + i]) / 2 / n);
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, k) => k).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  return {
    mean,
    axes: Float64Array.from(order.flatMap((k) => eigenvectorMatrix.getColumn(k))),
    variances: Float64Array.from(order, (k) => Math.max(realEigenvalues[k], 0)),
  };
}

/**
 * Bits that a code carries about a Gaussian vector with these variances, ½ Σ log2(1 + variance / noise²): I(X; Z) of
 * Section 3.1. Infinite without noise.
 */
export function channelBits(variances: ArrayLike<number>, width: number, noise: number): number {
  let bits = 0;
  for (let k = 0; k < width; k++) bits += 0.5 * Math.log2(1 + variances[k] / noise ** 2);
  return bits;
}

/**
 * Linear bottlenecks of several widths: the code is the vector on the first `width` principal axes plus noise, the decoder
 * the best linear one, which shrinks each axis by variance / (variance + noise²). Width 0 rebuilds the mean; without noise the
 * full width is the identity.
 *
 * Noise of one fit is drawn once: widths differ by what they add, not by another draw.
 *
 * @throws {OptionError} a width or the noise is out of range; fit throws for widths above the channels.
 */
export function linearBottleneck({ widths, noise = 0 }: LinearBottleneckOptions): ReconstructorFamily {
  if (!(noise >= 0) || !Number.isFinite(noise)) {
    throw new OptionError(`linearBottleneck: expected noise of at least 0, got ${noise}.`);
  }
  return {
    name: noise > 0 ? `linear, code noise ${noise}` : 'linear, no noise',
    axis: 'width of the code, numbers a location',
    capacities: widths,
    async fit(rows, channels, rng) {
      const wrong = widths.find((width) => !Number.isInteger(width) || width < 0 || width > channels);
      if (wrong !== undefined) {
        throw new OptionError(`linearBottleneck: width ${wrong}, expected an integer from 0 to ${channels}.`);
      }
      const { mean, axes, variances } = principalAxes(rows, channels);
      const noiseOf = cachedNormals(rng.split('code noise'), channels);
      return widths.map((width): Rebuild => {
        const encoder = Float32Array.from(axes.subarray(0, width * channels));
        const shrink = Float32Array.from(variances.subarray(0, width), (v) => (noise > 0 ? v / (v + noise ** 2) : 1));
        return async (vectors) => {
          const n = vectors.length / channels;
          if (width === 0) return Float32Array.from(vectors, (_, i) => mean[i % channels]);
          return numbersOf(() => {
            const centre = tf.tensor1d(Float32Array.from(mean));
            const basis = tf.tensor2d(encoder, [width, channels]);
            let code = tf.matMul(tf.sub(tf.tensor2d(vectors, [n, channels]), centre), tf.transpose(basis));
            if (noise > 0) code = tf.add(code, tf.mul(noise, tf.slice(noiseOf(n), [0, 0], [n, width])));
            return tf.add(tf.matMul(tf.mul(code, tf.tensor1d(shrink)), basis), centre);
          });
        };
      });
    },
  };
}

/** Standard normal numbers, [n, channels], the same for equal n. */
function cachedNormals(rng: Rng, channels: number): (n: number) => tf.Tensor2D {
  const drawn = new Map<number, Float32Array>();
  return (n) => {
    let values = drawn.get(n);
    if (!values) {
      const stream = rng.split(n);
      values = Float32Array.from({ length: n * channels }, () => stream.normal());
      drawn.set(n, values);
    }
    return tf.tensor2d(values, [n, channels]);
  };
}
