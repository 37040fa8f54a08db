/** A map between clean and noise: q(x, t, e) = sqrt(abar_t) x + sqrt(1 - abar_t) e, with the times of a step as inputs. */
import * as tf from '@tensorflow/tfjs-core';
import { drawNormals, type Rng } from '../../base';
import type { TensorData } from '../../compile';
import { sharesAt, timeFeatures } from './schedule';
import { type JoinedShape, joinedChannels } from './tokens';

/** What a step knows of its times. */
export interface Times {
  /** What the network is told, [B, w]. */
  features: tf.Tensor2D;
  /** Share of the signal, [B, 1, 1, 1]. */
  signal: tf.Tensor4D;
  /** Share of the noise, [B, 1, 1, 1]. */
  noise: tf.Tensor4D;
}

/** `Times` as numbers. */
export type TimesData = { [name in keyof Times]: TensorData };

/**
 * Times as a step takes them.
 *
 * @param width Numbers that the network is told of each.
 */
export function timesInput(times: readonly number[], width: number): TimesData {
  const column = (values: number[]): TensorData => ({
    shape: [times.length, 1, 1, 1],
    data: Float32Array.from(values),
  });
  return {
    features: {
      shape: [times.length, width],
      data: Float32Array.from(times.flatMap((time) => timeFeatures(time, width))),
    },
    signal: column(times.map((time) => sharesAt(time).signal)),
    noise: column(times.map((time) => sharesAt(time).noise)),
  };
}

/** What the network is told of one time for all images, [1, w], as a constant. */
export const timeConstants = (time: number, width: number): tf.Tensor2D =>
  tf.tensor2d(timeFeatures(time, width), [1, width]);

/** Times drawn uniformly from first to last, one per image. */
export function drawTimes(rng: Rng, images: number, [first, last]: readonly [number, number]): number[] {
  return Array.from({ length: images }, () => first + rng.int(last - first + 1));
}

/** The noised map; signal and noise as in `Times` or numbers. */
export function noised(
  x: tf.Tensor4D,
  noise: tf.Tensor4D,
  at: { signal: tf.Tensor4D | number; noise: tf.Tensor4D | number },
): tf.Tensor4D {
  return tf.add(tf.mul(x, at.signal), tf.mul(noise, at.noise)) as tf.Tensor4D;
}

/** The noise that a prediction of the clean map implies. */
function impliedNoise(x: tf.Tensor4D, clean: tf.Tensor4D, at: { signal: number; noise: number }): tf.Tensor4D {
  return tf.div(tf.sub(x, tf.mul(clean, at.signal)), at.noise);
}

/** One deterministic step of DDIM (eta 0, arXiv 2010.02502, equation 12) from one time to an earlier one. */
export function ddimStep(x: tf.Tensor4D, clean: tf.Tensor4D, from: number, to: number): tf.Tensor4D {
  return noised(clean, impliedNoise(x, clean, sharesAt(from)), sharesAt(to));
}

/** Standard normal noise for every image of a batch, [B, h, w, C]. */
export function noiseInput(rng: Rng, images: number, { size, channels }: JoinedShape): TensorData {
  const shape = [images, ...size, joinedChannels({ channels })];
  return { shape, data: drawNormals(rng, shape[0] * shape[1] * shape[2] * shape[3]) };
}

/** Shape of the noise from which every reconstruction starts. */
export const startShape = ({ size, channels }: JoinedShape): number[] => [...size, joinedChannels({ channels })];

/** That noise, the same for all images: part of the state, so that a map follows from its image alone. */
export function startNoise(rng: Rng, shape: JoinedShape): tf.Tensor {
  const length = startShape(shape).reduce((a, b) => a * b, 1);
  return tf.tensor(drawNormals(rng.split('start of reconstructions'), length), startShape(shape));
}
