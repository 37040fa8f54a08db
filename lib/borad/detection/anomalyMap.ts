/** From the teacher's and the student's maps to anomaly map and image score (Appendix A, Algorithm 1; method.md, section 3). */
import * as tf from '@tensorflow/tfjs-core';
import { scaleMaps } from '../layers';
import { blurMatrix, type DenseMatrix, multiply, upsamplingMatrix } from './resampling';

export interface AnomalyMapOptions {
  /** Height and width of the map, pixels. */
  size: [number, number];
  /** Sigma of the Gaussian blur, pixels; 0 turns it off. */
  smoothing: number;
}

const resamplers = new Map<string, DenseMatrix>();

/** Blur after upsampling, as one matrix [output, input]; the few that a run needs are kept as numbers. */
function resampler(input: number, output: number, sigma: number): tf.Tensor2D {
  const key = `${input} ${output} ${sigma}`;
  let matrix = resamplers.get(key);
  if (!matrix) {
    matrix = multiply(blurMatrix(output, sigma), upsamplingMatrix(input, output));
    resamplers.set(key, matrix);
  }
  return tf.tensor2d(Float32Array.from(matrix.data), [matrix.rows, matrix.columns]);
}

/** R d C^T for every image. */
function resample(map: tf.Tensor3D, [height, width]: [number, number], sigma: number): tf.Tensor3D {
  const [batch, h, w] = map.shape;
  const columns = tf.matMul(tf.reshape(map, [batch * h, w]), resampler(w, width, sigma), false, true);
  const turned = tf.transpose(tf.reshape(columns, [batch, h, width]), [0, 2, 1]);
  const rows = tf.matMul(tf.reshape(turned, [batch * width, h]), resampler(h, height, sigma), false, true);
  return tf.transpose(tf.reshape(rows, [batch, width, height]), [0, 2, 1]);
}

/**
 * The mean over scales of the upsampled (bilinear, aligned corners) 1 - cos maps, blurred by a Gaussian with half-sample
 * symmetric borders.
 *
 * @param teacher Three maps [B, H, W, C].
 * @param student Maps of the same shapes.
 * @returns [B, height, width], 0 to 2; the caller disposes.
 */
export function anomalyMap(teacher: tf.Tensor4D[], student: tf.Tensor4D[], options: AnomalyMapOptions): tf.Tensor3D {
  return tf.tidy(() => combinedMap(scaleMaps(teacher, student), options));
}

/**
 * The common protocol: the mean of a method's maps, each upsampled (bilinear, aligned corners) and blurred by a Gaussian with
 * half-sample symmetric borders.
 *
 * @param maps [B, h, w] each, of one number of images.
 * @returns [B, height, width]; the caller disposes.
 */
export function combinedMap(maps: tf.Tensor3D[], options: AnomalyMapOptions): tf.Tensor3D {
  return tf.tidy(() => {
    const large = maps.map((map) => resample(map, options.size, options.smoothing));
    return tf.div(tf.addN(large), large.length) as tf.Tensor3D;
  });
}
