/** The teacher's features of a data set, computed once and kept on disk: every run of a comparison reads the same. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import {
  areaOf,
  type ImageSize,
  itemAt,
  type ProgressReporter,
  readFile,
  readSafetensors,
  withFileLock,
  writeFileAtomic,
  writeSafetensors,
} from '../base';
import type { Dataset, Sample } from '../datasets';
import { computeFeatures, type FeatureSet, imageSetKey } from '../features';
import type { Teacher } from '../teachers';
import { METHOD_VERSION } from './methodVersion';
import { datasetIdentity } from './runSpec';

export interface CachedFeaturesOptions {
  teacher: Teacher;
  dataset: Dataset;
  /** Which images. */
  split: 'train' | 'test';
  /** Folder of the cache. */
  folder: string;
  progress: ProgressReporter;
  signal?: AbortSignal;
}

/** The files of a split in the cache's folder. */
interface CacheFiles {
  features: string;
  masks: string;
}

/**
 * Named by all that features and masks depend on. Of generated images one of each category is looked at: their samples have the same
 * names whatever the seed, and to draw all of them takes as long as what is kept here saves.
 */
async function filesOf(
  { teacher, dataset, split, folder }: CachedFeaturesOptions,
  samples: readonly Sample[],
): Promise<CacheFiles> {
  const first = dataset.categories.flatMap((category) => samples.find((sample) => sample.category === category) ?? []);
  const shown = samples.every(({ file }) => file === undefined) ? first : samples;
  const masks = (await dataset.masksKey?.()) ?? '';
  const key = createHash('sha256')
    .update(
      JSON.stringify([METHOD_VERSION, datasetIdentity(dataset), await imageSetKey(teacher, dataset, shown), masks]),
    )
    .digest('hex')
    .slice(0, 12);
  return { features: join(folder, `${key}-${split}.safetensors`), masks: join(folder, `${key}-${split}.masks`) };
}

/** What the files hold; undefined where they are not there yet. */
function readCached({ features, masks }: CacheFiles, samples: Sample[], size: ImageSize): FeatureSet | undefined {
  if (!existsSync(features) || !existsSync(masks)) return undefined;
  const scales = Object.values(readSafetensors(features).tensors);
  const bytes = inflateSync(readFile(masks));
  const area = areaOf(size);
  return {
    samples,
    imageSize: size,
    shapes: scales.map(({ shape }) => shape.slice(1) as [number, number, number]),
    scales: scales.map(({ data }) => data),
    masks: samples.map((_, i) => new Uint8Array(bytes.subarray(i * area, (i + 1) * area))),
  };
}

async function computeCached(
  { features, masks }: CacheFiles,
  samples: Sample[],
  { teacher, dataset, split, progress, signal }: CachedFeaturesOptions,
): Promise<FeatureSet> {
  const bar = progress(`teacher features, ${split}`, samples.length);
  const set = await computeFeatures(teacher, dataset, samples, { progress: bar, signal });
  bar.finish(`teacher features of ${samples.length} ${split} images`);
  writeFileAtomic(masks, deflateSync(Buffer.concat(set.masks), { level: 1 }));
  const tensors = set.scales.map((data, i) => [
    `scale${i}`,
    { shape: [samples.length, ...itemAt(set.shapes, i, 'maps')], data },
  ]);
  writeSafetensors(features, Object.fromEntries(tensors));
  return set;
}

/**
 * Features of one split, from the folder or computed and stored there. Of several processes that want the same one computes
 * them, and the others wait and read.
 *
 * @throws {DataError} an image cannot be read, or the folder cannot be written. @throws {CancelledError} the signal fired.
 */
export async function cachedFeatures(options: CachedFeaturesOptions): Promise<FeatureSet> {
  const { dataset, split } = options;
  const samples = dataset.samples.filter((sample) => sample.split === split);
  const files = await filesOf(options, samples);
  const read = () => readCached(files, samples, dataset.imageSize);
  return read() ?? withFileLock(files.features, async () => read() ?? computeCached(files, samples, options));
}
