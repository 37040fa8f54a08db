/**
 * The teacher's features of a list of images. There is no augmentation of the images, so features never change: they are
 * computed once and every step, seed and variant reads them from here (method.md, section 2, step 1).
 */
import * as tf from '@tensorflow/tfjs';
import { BoradError, type Progress } from '../base';
import { type Dataset, imageBatches, type Sample } from '../datasets';
import type { Teacher } from '../teachers';

/** Features and masks of some samples, as plain numbers. */
export interface FeatureSet {
  samples: Sample[];
  imageSize: number;
  /** [H, W, C] a scale, finest first. */
  shapes: [number, number, number][];
  /** [N, H, W, C] a scale. */
  scales: Float32Array[];
  /** [H, W] at the image's size a sample: 0 normal, 1 anomalous. */
  masks: Uint8Array[];
}

/** Work was stopped by its signal. */
export class CancelledError extends BoradError {}

export interface FeatureOptions {
  /** Images the teacher sees at once. */
  batchSize?: number;
  progress?: Progress;
  signal?: AbortSignal;
}

/**
 * Runs the teacher over samples of a data set.
 *
 * @throws {CancelledError} the signal fired.
 */
export async function computeFeatures(
  teacher: Teacher,
  dataset: Dataset,
  samples: Sample[],
  options: FeatureOptions = {},
): Promise<FeatureSet> {
  const set: FeatureSet = { samples, imageSize: dataset.imageSize, shapes: [], scales: [], masks: [] };
  const size = dataset.imageSize;
  let done = 0;
  for await (const batch of imageBatches(dataset, samples, options.batchSize ?? 8)) {
    if (options.signal?.aborted)
      throw new CancelledError(`Stopped after the features of ${done} of ${samples.length} images.`);
    const count = batch.samples.length;
    const maps = tf.tidy(() => teacher.features(tf.tensor4d(batch.pixels, [count, size, size, 3])));
    const values = await Promise.all(maps.map((map) => map.data()));
    maps.forEach((map, scale) => {
      const shape = map.shape.slice(1) as [number, number, number];
      const length = shape[0] * shape[1] * shape[2];
      set.shapes[scale] ??= shape;
      set.scales[scale] ??= new Float32Array(samples.length * length);
      set.scales[scale].set(values[scale] as Float32Array, done * length);
    });
    tf.dispose(maps);
    for (let i = 0; i < count; i++) set.masks.push(batch.masks.slice(i * size * size, (i + 1) * size * size));
    done += count;
    options.progress?.update(done);
  }
  return set;
}

/** The features of some samples of a set as plain numbers, [B, H, W, C] a scale. */
export function gatherFeatures(set: FeatureSet, indices: ArrayLike<number>): Float32Array[] {
  return set.scales.map((scale, i) => {
    const length = set.shapes[i][0] * set.shapes[i][1] * set.shapes[i][2];
    const gathered = new Float32Array(indices.length * length);
    for (let b = 0; b < indices.length; b++)
      gathered.set(scale.subarray(indices[b] * length, (indices[b] + 1) * length), b * length);
    return gathered;
  });
}

/** The same as tensors; the caller disposes. */
export function featureTensors(set: FeatureSet, indices: ArrayLike<number>): tf.Tensor4D[] {
  return gatherFeatures(set, indices).map((data, i) => tf.tensor4d(data, [indices.length, ...set.shapes[i]]));
}

/** The samples of a set that pass, sharing nothing with it. */
export function selectFeatures(set: FeatureSet, keep: (sample: Sample) => boolean): FeatureSet {
  const indices = set.samples.map((_, i) => i).filter((i) => keep(set.samples[i]));
  return {
    ...set,
    samples: indices.map((i) => set.samples[i]),
    scales: gatherFeatures(set, indices),
    masks: indices.map((i) => set.masks[i]),
  };
}
