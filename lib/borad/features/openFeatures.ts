/** Where the features of a training set are read from, chosen by their size. */
import type { ImageSize, ProgressReporter } from '../base';
import type { Dataset, Sample } from '../datasets';
import type { ExecutionOptions } from '../engine';
import { mapShapes, type Teacher } from '../teachers';
import { cachedSource, type FeatureCache } from './featureCache';
import { type FeatureType, featureFileBytes, featureValues } from './featureFile';
import { computeFeatures } from './featureSet';
import { type FeatureSource, memorySource } from './featureSource';
import { teacherSource } from './teacherSource';

/** Bytes of features that are held in memory; larger sets are read image by image. */
export const MEMORY_LIMIT = 2 ** 30;

export interface FeaturePlan {
  place: 'memory' | 'cache' | 'teacher';
  /** How numbers are kept: those of a run that is continued must be kept as before. */
  type: FeatureType;
  shapes: [number, number, number][];
  /** Bytes in memory or on disk; 0 where the teacher runs at every step. */
  bytes: number;
}

/**
 * Up to {@link MEMORY_LIMIT} as float32 in memory; above that in the cache if there is one whose limit it fits; else nowhere,
 * and the teacher runs at every step. A cache with `always` is used for small sets as well.
 */
export function planFeatures(
  teacher: Pick<Teacher, 'channels' | 'strides' | 'squaresOnly'>,
  size: ImageSize,
  count: number,
  cache?: FeatureCache & { always?: boolean },
): FeaturePlan {
  const shapes = mapShapes(teacher, size);
  const inMemory = 4 * featureValues(shapes) * count;
  if (inMemory <= MEMORY_LIMIT && !cache?.always) return { place: 'memory', type: 'float32', shapes, bytes: inMemory };
  const type = cache?.type ?? 'float32';
  const onDisk = featureFileBytes({ key: '', type, count, shapes });
  if (cache && onDisk <= cache.limit) return { place: 'cache', type, shapes, bytes: onDisk };
  return { place: 'teacher', type: 'float32', shapes, bytes: 0 };
}

export interface OpenFeaturesOptions extends ExecutionOptions {
  teacher: Teacher;
  dataset: Dataset;
  samples: Sample[];
  /** From `planFeatures`. */
  plan: FeaturePlan;
  /** Needed where the plan's place is the cache. */
  cache?: FeatureCache;
  /** Images that will be asked for at once. */
  batchSize: number;
  report: ProgressReporter;
  /** What the images are, in words. Default: `training images`. */
  what?: string;
  signal?: AbortSignal;
}

/**
 * Opens the features as planned; the caller closes them.
 *
 * @throws {DataError} an image cannot be read, or the disk is full.
 * @throws {CancelledError} the signal fired.
 */
export async function openFeatures(options: OpenFeaturesOptions): Promise<FeatureSource> {
  const { teacher, dataset, samples, plan, cache, batchSize, report, what = 'training images', signal } = options;
  const { engine, provider, graphCache } = options;
  if (plan.place === 'cache' && cache) return cachedSource({ ...options, cache, shapes: plan.shapes });
  if (plan.place === 'memory') {
    const progress = report(`teacher features of ${what}`, samples.length);
    const set = await computeFeatures(teacher, dataset, samples, {
      ...{ progress, signal, engine, provider, graphCache },
    });
    progress.finish(`teacher features of ${samples.length} ${what}`);
    return memorySource(set);
  }
  return teacherSource(teacher, dataset, samples, batchSize, options);
}
