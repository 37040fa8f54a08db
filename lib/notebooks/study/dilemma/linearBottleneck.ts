/** The optimal linear autoencoder in closed form: principal components as a channel with a fixed noise. */
import * as tf from '@tensorflow/tfjs-core';
import { OptionError, type Rng } from 'borad/base';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { numbersOf } from './numbersOf';
import type { Rebuild, ReconstructorFamily } from './reconstructor';

/**
 * Swept: widths of the code (at most the channels each) at one strength of noise, default 0; or strengths at one width. Noise
 * is a standard deviation on each number of the code, in the unit of the features: the fixed-noise encoder of Section 3.1.
 */
export type LinearBottleneckOptions =
  | { widths: readonly number[]; noise?: number }
  | { noises: readonly number[]; width: number };

/** Principal axes of vectors. */
export interface PrincipalAxes {
  /** [channels]. */
  mean: Float64Array;
  /** [channels, channels]: one axis per row, by falling variance. */
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
 * Bits that a code carries about a Gaussian vector with these variances, ½ Σ log2(1 + variance / noise²): I(X;Z), which eq. 3 bounds.
 * Infinite without noise.
 */
export function channelBits(variances: ArrayLike<number>, width: number, noise: number): number {
  let bits = 0;
  for (let k = 0; k < width; k++) bits += 0.5 * Math.log2(1 + variances[k] / noise ** 2);
  return bits;
}

/**
 * Reconstruction under a bound on I(X;Z) (eq. 3), by linear bottlenecks of several widths or strengths of noise: the code is the vector on the first `width` principal axes plus
 * noise, the decoder the best linear one, which shrinks each axis by variance / (variance + noise²). Width 0 rebuilds the
 * mean; without noise the full width is the identity. Give noises falling, so that the sweep runs from tight to free.
 *
 * Noise of one fit is drawn once: capacities differ by what they add, not by another draw.
 *
 * @throws {OptionError} a noise is out of range; fit throws for widths above the channels.
 */
export function linearBottleneck(options: LinearBottleneckOptions): ReconstructorFamily {
  const byWidth = 'widths' in options;
  const settings = byWidth
    ? options.widths.map((width) => ({ width, noise: options.noise ?? 0 }))
    : options.noises.map((noise) => ({ width: options.width, noise }));
  const odd = settings.find(({ noise }) => !(noise >= 0) || !Number.isFinite(noise));
  if (odd) throw new OptionError(`linearBottleneck: expected noise of at least 0, got ${odd.noise}.`);
  return {
    name: familyName(options),
    axis: byWidth ? 'width of the code, numbers per location' : 'noise of the code, deviations of a feature',
    capacities: byWidth ? options.widths : options.noises,
    async fit(rows, channels, rng) {
      const wrong = settings.find(({ width }) => !Number.isInteger(width) || width < 0 || width > channels);
      if (wrong) {
        throw new OptionError(`linearBottleneck: width ${wrong.width}, expected an integer from 0 to ${channels}.`);
      }
      const axes = principalAxes(rows, channels);
      const noiseOf = cachedNormals(rng.split('code noise'), channels);
      return settings.map(({ width, noise }) => noisyChannel(axes, channels, width, noise, noiseOf));
    },
  };
}

function familyName(options: LinearBottleneckOptions): string {
  if ('noises' in options) return `linear, noise at width ${options.width}`;
  return options.noise ? `linear, code noise ${options.noise}` : 'linear, no noise';
}

/** One bottleneck: project, add noise, shrink, back. */
function noisyChannel(
  { mean, axes, variances }: PrincipalAxes,
  channels: number,
  width: number,
  noise: number,
  noiseOf: (n: number) => tf.Tensor2D,
): Rebuild {
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
}

/** Standard normal numbers, [n, channels], the same for equal n. */
function cachedNormals(rng: Rng, channels: number): (n: number) => tf.Tensor2D {
  const drawn = new Map<number, Float32Array>();
  return (n) => {
    let values = drawn.get(n);
    if (!values) {
      const stream = rng.split(n);
      values = stream.normals(n * channels);
      drawn.set(n, values);
    }
    return tf.tensor2d(values, [n, channels]);
  };
}
