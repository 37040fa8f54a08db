/** From the anomaly map of an image to its score: the greatest value, the mean, or the mean of the greatest. */
import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '../methods';

/** How scores are taken; part of a run's settings. */
export type ScoreSettings = Pick<RunConfig['detection'], 'imageScore' | 'topShare'>;

/** How many of a map's values count. */
const topCount = (values: number, share: number): number => Math.max(1, Math.round(share * values));

/**
 * The image score of each map, [B, H, W] to [B].
 *
 * @param settings Default: the maximum.
 */
export function imageScore(
  map: tf.Tensor3D,
  settings: ScoreSettings = { imageScore: 'max', topShare: 1 },
): tf.Tensor1D {
  if (settings.imageScore === 'max') return tf.max(map, [1, 2]) as tf.Tensor1D;
  if (settings.imageScore === 'mean') return tf.mean(map, [1, 2]) as tf.Tensor1D;
  const [batch, height, width] = map.shape;
  const { values } = tf.topk(tf.reshape(map, [batch, height * width]), topCount(height * width, settings.topShare));
  return tf.mean(values, 1) as tf.Tensor1D;
}

/**
 * The same of one map of plain numbers.
 *
 * @param values Those that are looked at, one or more.
 */
export function scoreOfValues(values: Float32Array, { imageScore: kind, topShare }: ScoreSettings): number {
  if (kind === 'max') return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const counted = kind === 'mean' ? values : values.slice().sort().subarray(-topCount(values.length, topShare));
  return counted.reduce((sum, value) => sum + value, 0) / counted.length;
}

/** In words. */
export function scoreText({ imageScore: kind, topShare }: ScoreSettings): string {
  if (kind === 'max') return 'maximum of the anomaly map';
  if (kind === 'mean') return 'mean of the anomaly map';
  return `mean of the greatest ${Number((100 * topShare).toPrecision(3))}% of the anomaly map's values`;
}
