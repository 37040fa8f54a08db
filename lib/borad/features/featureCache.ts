/** A folder of feature files, each made once, kept below a size, the least recently used removed first. */
import { existsSync, rmSync, statfsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import {
  CancelledError,
  DataError,
  itemAt,
  LARGEST_HALF,
  makeFolder,
  NumericError,
  type ProgressReporter,
  withFileLock,
  writeError,
} from '../base';
import { heldFiles, removeOldest } from '../base/boundedFolder';
import type { Dataset, Sample } from '../datasets';
import type { ExecutionOptions } from '../engine';
import type { Teacher } from '../teachers';
import {
  type FeatureFile,
  type FeatureFileHeader,
  type FeatureFileWriter,
  type FeatureType,
  featureFileBytes,
  openFeatureFile,
  writeFeatureFile,
} from './featureFile';
import { createFeatureExtractor } from './featureSet';
import type { FeatureSource } from './featureSource';
import { imageSetKey } from './imageSetKey';
import { requireSoundFeatures } from './soundFeatures';

export interface FeatureCache {
  folder: string;
  /** Bytes that all files of the folder may take together. */
  limit: number;
  type: FeatureType;
}

export interface CachedSourceOptions extends ExecutionOptions {
  teacher: Teacher;
  dataset: Dataset;
  samples: Sample[];
  shapes: [number, number, number][];
  cache: FeatureCache;
  report: ProgressReporter;
  signal?: AbortSignal;
}

/** Images the teacher sees at once. */
const BATCH = 8;
const GIGABYTE = 1e9;
const gigabytes = (bytes: number): string => `${(bytes / GIGABYTE).toFixed(bytes < GIGABYTE ? 3 : 1)} GB`;

/** Names of the cache's files, finished or not. */
const NAME = /^[0-9a-f]{64}-float(16|32)\.features(\.part)?$/;

/**
 * Removes the least recently used files until `bytes` more fit below the limit.
 *
 * @param own Paths that stay and do not count: the file to be made.
 * @throws {DataError} the file alone exceeds the limit, or the disk has too little room.
 */
function makeRoom({ folder, limit }: FeatureCache, bytes: number, own: string[]): void {
  if (bytes > limit) {
    throw new DataError(
      `The features take ${gigabytes(bytes)}, and the cache ${folder} may take up to ${gigabytes(limit)}. Allow more with --cache-gb, or set it to 0: the teacher then runs at every step.`,
      { file: folder },
    );
  }
  const others = heldFiles(folder, NAME).filter(({ path }) => !own.includes(path));
  removeOldest(others, limit - bytes);
  const begun = own.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < bytes - begun) {
    throw new DataError(
      `The features take ${gigabytes(bytes)}, the disk of ${folder} has ${gigabytes(bavail * bsize)} left. Free some space, name another folder by --cache, or set --cache-gb 0.`,
      { file: folder },
    );
  }
}

/** The file if it is there and sound from outside; a damaged one is removed, since the cache can make it again. */
function openSound(file: string, key: string): FeatureFile | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const opened = openFeatureFile(file);
    if (opened.header.key === key) return opened;
    opened.close();
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
  }
  rmSync(file, { force: true });
  return undefined;
}

/** Runs the teacher over the images that are missing. */
async function fill(file: string, header: FeatureFileHeader, options: CachedSourceOptions): Promise<void> {
  const { teacher, dataset, samples, report, signal } = options;
  const extractor = await createFeatureExtractor(teacher, dataset.imageSize, Math.min(BATCH, samples.length), options);
  const progress = report('teacher features', samples.length);
  const writer = writeFeatureFile(file, header);
  try {
    while (writer.done < samples.length) {
      if (signal?.aborted) {
        throw new CancelledError(
          `Stopped after the features of ${writer.done} of ${samples.length} images. The same command continues from there.`,
        );
      }
      const set = await extractor.compute(dataset, samples.slice(writer.done, writer.done + BATCH));
      set.samples.forEach((sample, i) => {
        append(
          writer,
          set.scales.map((scale) => imageOf(scale, set.samples.length, i)),
          sample,
        );
      });
      progress.update(writer.done);
      // Lets signals in between batches.
      await new Promise((resolve) => setImmediate(resolve));
    }
    writer.finish();
    progress.finish(`teacher features of ${samples.length} images`);
  } catch (error) {
    progress.finish(`stopped at image ${writer.done} of ${samples.length}`);
    throw error;
  } finally {
    writer.close();
    extractor.dispose();
  }
}

/** Appends an image's features, naming the image where they do not fit into half precision. */
function append(writer: FeatureFileWriter, scales: Float32Array[], { id, file }: Sample): void {
  try {
    writer.append(scales);
  } catch (cause) {
    if (!(cause instanceof NumericError)) throw cause;
    throw new NumericError(
      `Features of ${id} exceed ${LARGEST_HALF}, the largest number in half precision. Keep them by --cache-type float32.`,
      { file, cause },
    );
  }
}

function imageOf(scale: Float32Array, images: number, image: number): Float32Array {
  const length = scale.length / images;
  return scale.subarray(image * length, (image + 1) * length);
}

/**
 * Features from the cache, made first where they are not there. Two processes that want the same file wait for each other; a
 * killed one leaves what it had, and the next continues from it.
 *
 * @throws {DataError} an image cannot be read, the limit or the disk is too small; from `gather`: the file is damaged.
 * @throws {NumericError} features of an image are not finite, too large to be computed with, or too large for half precision.
 * @throws {CancelledError} the signal fired.
 */
export async function cachedSource(options: CachedSourceOptions): Promise<FeatureSource> {
  const { teacher, dataset, samples, shapes, cache, report } = options;
  try {
    makeFolder(cache.folder);
  } catch (cause) {
    throw writeError(join(cache.folder, 'features'), cause);
  }
  const hashing = report('hashing images', samples.length);
  const key = await imageSetKey(teacher, dataset, samples, hashing);
  hashing.finish(`hashed ${samples.length} images`);
  const file = join(cache.folder, `${key}-${cache.type}.features`);
  const header: FeatureFileHeader = { key, type: cache.type, count: samples.length, shapes };
  const opened = await withFileLock(file, async () => {
    const found = openSound(file, key);
    if (found) return found;
    makeRoom(cache, featureFileBytes(header), [file, `${file}.part`]);
    await fill(file, header, options);
    return openFeatureFile(file);
  });
  // Reading does not change the time of a file on every system.
  utimesSync(file, new Date(), new Date());
  return {
    samples,
    shapes: opened.header.shapes,
    from: `${file} (${gigabytes(featureFileBytes(opened.header))}, ${opened.header.type})`,
    async gather(indices) {
      const gathered = opened.gather(indices);
      const wanted = Array.from(indices, (i) => itemAt(samples, i, 'images'));
      requireSoundFeatures(`The file ${file}`, gathered, opened.header.shapes, wanted, dataset.imageSize);
      return gathered;
    },
    close: opened.close,
  };
}
