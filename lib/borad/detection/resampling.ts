/**
 * Bilinear upsampling and Gaussian blur as matrices. Both are linear and separable, so one small matrix per side does both
 * at once: map = R d C^T, exact, with any border rule, and made of nothing but matrix products.
 */
import { OptionError } from '../base';

/** A dense matrix, row by row. */
export interface DenseMatrix {
  rows: number;
  columns: number;
  data: Float64Array;
}

const zeros = (rows: number, columns: number): DenseMatrix => ({
  rows,
  columns,
  data: new Float64Array(rows * columns),
});

/** Bilinear resampling of `input` samples to `output` with aligned corners: [output, input], rows sum to one. */
export function upsamplingMatrix(input: number, output: number): DenseMatrix {
  const matrix = zeros(output, input);
  for (let row = 0; row < output; row++) {
    const at = output === 1 ? 0 : (row * (input - 1)) / (output - 1);
    const low = Math.min(Math.floor(at), input - 1);
    const high = Math.min(low + 1, input - 1);
    matrix.data[row * input + low] += 1 - (at - low);
    matrix.data[row * input + high] += at - low;
  }
  return matrix;
}

/** The normalised Gaussian kernel of radius int(4 sigma + 0.5), as scipy's `gaussian_filter`. */
export function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.floor(4 * sigma + 0.5);
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2));
  const sum = kernel.reduce((a, b) => a + b, 0);
  return kernel.map((value) => value / sum);
}

/** An index reflected into [0, size) at half-sample symmetric borders (d c b a | a b c d | d c b a), as often as needed. */
function reflect(index: number, size: number): number {
  const period = 2 * size;
  const inside = ((index % period) + period) % period;
  return inside < size ? inside : period - 1 - inside;
}

/**
 * Gaussian blur along one axis with half-sample symmetric borders: [size, size], rows sum to one.
 *
 * @param sigma Standard deviation in samples; 0 gives the identity.
 * @throws {OptionError} sigma is negative or not finite.
 */
export function blurMatrix(size: number, sigma: number): DenseMatrix {
  if (!(sigma >= 0) || !Number.isFinite(sigma)) throw new OptionError(`blurMatrix: expected sigma >= 0, got ${sigma}.`);
  const matrix = zeros(size, size);
  const kernel = sigma === 0 ? Float64Array.of(1) : gaussianKernel(sigma);
  const radius = (kernel.length - 1) / 2;
  for (let row = 0; row < size; row++) {
    for (let k = -radius; k <= radius; k++) matrix.data[row * size + reflect(row + k, size)] += kernel[k + radius];
  }
  return matrix;
}

/** The product of two matrices. */
export function multiply(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  const product = zeros(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k];
      if (factor === 0) continue;
      for (let j = 0; j < b.columns; j++) product.data[i * b.columns + j] += factor * b.data[k * b.columns + j];
    }
  }
  return product;
}
