/** The teacher's features of a data set, computed once and kept on disk: every run of a comparison reads the same. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { type ProgressReporter, readFile, readSafetensors, writeFileAtomic, writeSafetensors } from 'borad/base';
import type { Dataset } from 'borad/datasets';
import { computeFeatures, type FeatureSet } from 'borad/features';
import type { Teacher } from 'borad/teachers';
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

/** Features of one split, from the folder or computed and stored there. */
export async function cachedFeatures(options: CachedFeaturesOptions): Promise<FeatureSet> {
  const { teacher, dataset, split, folder, progress, signal } = options;
  const samples = dataset.samples.filter((sample) => sample.split === split);
  const size = dataset.imageSize;
  // Files of more than 8 bits are read by one range of the set, which is no part of its identity.
  const { range = 'auto' } = (await dataset.range?.()) ?? {};
  const key = createHash('sha256')
    .update(JSON.stringify([METHOD_VERSION, teacher.name, teacher.sha256, teacher.channels, teacher.strides, size]))
    .update(datasetIdentity(dataset))
    .update(range === 'auto' ? '' : range)
    .digest('hex')
    .slice(0, 12);
  const features = join(folder, `${key}-${split}.safetensors`);
  const masks = join(folder, `${key}-${split}.masks`);
  if (existsSync(features) && existsSync(masks)) {
    const scales = Object.values(readSafetensors(features).tensors);
    const bytes = inflateSync(readFile(masks));
    return {
      samples,
      imageSize: size,
      shapes: scales.map(({ shape }) => shape.slice(1) as [number, number, number]),
      scales: scales.map(({ data }) => data),
      masks: samples.map((_, i) => new Uint8Array(bytes.subarray(i * size * size, (i + 1) * size * size))),
    };
  }
  const bar = progress(`teacher features, ${split}`, samples.length);
  const set = await computeFeatures(teacher, dataset, samples, { progress: bar, signal });
  bar.finish(`teacher features of ${samples.length} ${split} images`);
  writeFileAtomic(masks, deflateSync(Buffer.concat(set.masks), { level: 1 }));
  const tensors = set.scales.map((data, i) => [`scale${i}`, { shape: [samples.length, ...set.shapes[i]], data }]);
  writeSafetensors(features, Object.fromEntries(tensors));
  return set;
}
