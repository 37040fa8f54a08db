/** Adaptive masking: how many locations are hidden depends on how much noise there is. Its form is a guess (see settings). */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../../base';
import type { TensorData } from '../../compile';
import { type JoinedShape, TIMES } from '../diffusion';

/** Share of locations that is hidden at a time: much where little noise leaves the way from input to output open. */
export function maskRate(time: number, rate: number): number {
  return rate * (1 - time / (TIMES - 1));
}

/**
 * Which locations are seen, [B, h, w, 1] of 0 and 1, each by itself.
 *
 * @param times Of each image.
 * @param rate Share that is hidden at time 0.
 */
export function drawMask(
  rng: Rng,
  times: readonly number[],
  { size }: Pick<JoinedShape, 'size'>,
  rate: number,
): TensorData {
  const places = size[0] * size[1];
  const data = Float32Array.from({ length: times.length * places }, (_, i) =>
    rng.chance(maskRate(times[Math.floor(i / places)], rate)) ? 0 : 1,
  );
  return { shape: [times.length, ...size, 1], data };
}

/**
 * Hidden locations hold a learned vector.
 *
 * @param x [B, h, w, C].
 * @param mask [B, h, w, 1], 1 where x is seen.
 * @param token [C].
 */
export function hide(x: tf.Tensor4D, mask: tf.Tensor4D, token: tf.Tensor): tf.Tensor4D {
  return tf.add(tf.mul(x, mask), tf.mul(token, tf.sub(1, mask))) as tf.Tensor4D;
}
