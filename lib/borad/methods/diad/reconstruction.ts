/** The reconstruction of a clean map: noised nearly wholly, then led back by the guided denoiser in a few steps. */
import type * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../../layers';
import { type DenoiserSettings, ddimStep, noised, samplingTimes, sharesAt, TIMES, timeConstants } from '../diffusion';
import { guidedDenoise, hintOf } from './guidance';

/**
 * @param clean [B, H, W, C].
 * @param start The noise to begin with, [H, W, C] or [B, H, W, C].
 * @param steps Evaluations of the denoiser.
 * @param last The time to which the map is noised at first.
 * @returns The clean map that the last evaluation predicts, [B, H, W, C].
 */
export function reconstruct(
  clean: tf.Tensor4D,
  start: tf.Tensor,
  parameters: TensorMap,
  { width, heads, groups }: DenoiserSettings,
  steps: number,
  last = TIMES - 1,
): tf.Tensor4D {
  const hint = hintOf(clean, parameters);
  const times = samplingTimes(steps);
  let x = noised(clean, start as tf.Tensor4D, sharesAt(last));
  let predicted = clean;
  times.forEach((time, i) => {
    predicted = guidedDenoise(x, timeConstants(time, width), hint, parameters, { heads, groups });
    if (i + 1 < times.length) x = ddimStep(x, predicted, time, times[i + 1]);
  });
  return predicted;
}
