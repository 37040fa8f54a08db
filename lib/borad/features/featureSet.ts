/**
 * The teacher's features of a list of images. There is no augmentation of the images, so features never change: they are
 * computed once and every step, seed and variant reads them from here (method.md, section 2, step 1).
 */
import type * as tf from '@tensorflow/tfjs-core';
import { CancelledError, type ImageSize, itemAt, type Progress, ShapeError, sidesOf } from '../base';
import type { TensorData } from '../compile';
import { type Dataset, imageBatches, type Sample } from '../datasets';
import { createRunner, type ExecutionOptions } from '../engine';
import { type Teacher, teacherKey } from '../teachers';
import { requireSoundFeatures } from './soundFeatures';

/** Features and masks of some samples, as plain numbers. */
export interface FeatureSet {
  samples: Sample[];
  imageSize: ImageSize;
  /** [H, W, C] per scale, finest first. */
  shapes: [number, number, number][];
  /** [N, H, W, C] per scale. */
  scales: Float32Array[];
  /** [H, W] per sample, at the image's size: 0 normal, 1 anomalous. */
  masks: Uint8Array[];
}

export interface FeatureOptions extends ExecutionOptions {
  /** Images the teacher sees at once. */
  batchSize?: number;
  progress?: Progress;
  signal?: AbortSignal;
}

/** A teacher prepared once for many lists of images. */
export interface FeatureExtractor {
  /**
   * Runs the teacher over samples of a data set of the extractor's image size.
   *
   * @throws {CancelledError} the signal fired.
   * @throws {NumericError} features of an image are not finite, or too large to be computed with.
   */
  compute(
    dataset: Dataset,
    samples: Sample[],
    options?: Pick<FeatureOptions, 'progress' | 'signal'>,
  ): Promise<FeatureSet>;
  dispose(): void;
}

/**
 * Prepares a teacher for images of one size.
 *
 * @param size Of the images, pixels.
 * @param batchSize Images the teacher sees at once.
 * @param execution Engine and provider.
 *
 * @example
 * ```ts
 * const teacher = borad.loadTeacher('mobilenet-v2-openimages');
 * const dataset = borad.folderDataset('data/parts', { imageSize: 128 });
 * const extractor = await borad.createFeatureExtractor(teacher, 128, 2);
 * for (const sample of dataset.samples.slice(0, 2)) {
 *   const { scales } = await extractor.compute(dataset, [sample]);
 *   console.log(scales.length); // 3
 * }
 * extractor.dispose();
 * ```
 */
export async function createFeatureExtractor(
  teacher: Teacher,
  size: ImageSize,
  batchSize = 8,
  execution?: ExecutionOptions,
): Promise<FeatureExtractor> {
  const [height, width] = sidesOf(size);
  const area = height * width;
  const shape = [batchSize, height, width, 3];
  // One shape serves all batches: the last is filled up, and what it gives for the filling is dropped.
  const pixels = new Float32Array(batchSize * area * 3);
  const run = teacher.run?.bind(teacher);
  const runner = run
    ? { run: () => run(pixels, shape), dispose() {} }
    : await createRunner(
        (input) => teacher.features(input as tf.Tensor4D),
        { shape, data: pixels },
        'teacher',
        execution,
        teacherKey(teacher),
      );
  return {
    async compute(dataset, samples, options = {}) {
      const set: FeatureSet = { samples, imageSize: size, shapes: [], scales: [], masks: [] };
      let done = 0;
      for await (const batch of imageBatches(dataset, samples, batchSize)) {
        if (options.signal?.aborted) {
          throw new CancelledError(`Stopped after the features of ${done} of ${samples.length} images.`);
        }
        pixels.set(batch.pixels);
        const maps = (await runner.run({ shape, data: pixels })) as TensorData[];
        const count = batch.samples.length;
        const data = maps.map((map) => map.data as Float32Array);
        const shapes = maps.map((map) => mapShapeOf(map, teacher, batchSize));
        requireSoundFeatures(`Teacher ${teacher.name}`, data, shapes, batch.samples, size);
        for (const [scale, mapShape] of shapes.entries()) {
          const length = mapShape[0] * mapShape[1] * mapShape[2];
          set.shapes[scale] ??= mapShape;
          const all = set.scales[scale] ?? new Float32Array(samples.length * length);
          set.scales[scale] = all;
          all.set(itemAt(data, scale, 'maps').subarray(0, count * length), done * length);
        }
        for (let i = 0; i < count; i++) set.masks.push(batch.masks.slice(i * area, (i + 1) * area));
        done += count;
        options.progress?.update(done);
      }
      return set;
    },
    dispose: runner.dispose,
  };
}

/** [H, W, C] of a map. Throws {ShapeError} where it does not hold as many images as the teacher was given. */
function mapShapeOf({ shape, data }: TensorData, teacher: Teacher, batch: number): [number, number, number] {
  if (shape.length !== 4 || shape[0] !== batch || data.length !== shape.reduce((a, b) => a * b, 1)) {
    throw new ShapeError(
      `Teacher ${teacher.name} gives ${data.length} numbers as [${shape}] for ${batch} images, expected a map [${batch}, H, W, C].`,
    );
  }
  return shape.slice(1) as [number, number, number];
}

/**
 * Runs the teacher over samples of a data set.
 *
 * @throws {CancelledError} the signal fired.
 * @throws {NumericError} features of an image are not finite, or too large to be computed with.
 *
 * @example
 * ```ts
 * const teacher = borad.loadTeacher('mobilenet-v2-openimages');
 * const dataset = borad.folderDataset('data/parts', { imageSize: 128 });
 * const { shapes } = await borad.computeFeatures(teacher, dataset, dataset.samples.slice(0, 2));
 * console.log(shapes.map((shape) => shape.join(' x ')).join(', ')); // 32 x 32 x 24, 16 x 16 x 32, 8 x 8 x 96
 * ```
 */
export async function computeFeatures(
  teacher: Teacher,
  dataset: Dataset,
  samples: Sample[],
  options: FeatureOptions = {},
): Promise<FeatureSet> {
  const batchSize = Math.min(options.batchSize ?? 8, samples.length);
  const extractor = await createFeatureExtractor(teacher, dataset.imageSize, batchSize, options);
  try {
    return await extractor.compute(dataset, samples, options);
  } finally {
    extractor.dispose();
  }
}

/** The features of some samples of a set as plain numbers, [B, H, W, C] per scale. */
export function gatherFeatures(set: FeatureSet, indices: ArrayLike<number>): Float32Array[] {
  return set.scales.map((scale, i) => {
    const length = itemAt(set.shapes, i, 'maps').reduce((a, b) => a * b, 1);
    const gathered = new Float32Array(indices.length * length);
    for (const [b, index] of Array.from(indices).entries())
      gathered.set(scale.subarray(index * length, (index + 1) * length), b * length);
    return gathered;
  });
}

/** The samples of a set that pass, sharing nothing with it. */
export function selectFeatures(set: FeatureSet, keep: (sample: Sample) => boolean): FeatureSet {
  const kept = [...set.samples.entries()].filter(([, sample]) => keep(sample));
  const indices = kept.map(([i]) => i);
  return {
    ...set,
    samples: kept.map(([, sample]) => sample),
    scales: gatherFeatures(set, indices),
    masks: indices.map((i) => itemAt(set.masks, i, 'masks')),
  };
}
