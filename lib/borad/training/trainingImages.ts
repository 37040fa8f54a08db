/** What a run was trained on, by content: names stay when files are replaced. */
import { join } from 'node:path';
import { CancelledError, DataError, type ProgressReporter, readJson, sha256Of, writeJson } from '../base';
import type { Dataset, Sample } from '../datasets';
import { imageHash } from '../features';

export interface ImageContent {
  /** SHA-256 over the images in their order. */
  sha256: string;
  /** The first 12 digits of each image's SHA-256, by its id. */
  images: Map<string, string>;
}

const fileOf = (folder: string) => join(folder, 'images.json');

/** The procedural set has no files: its settings, which a run's configuration holds, fix every pixel. */
const isProcedural = (dataset: Dataset, samples: readonly Sample[]): boolean =>
  dataset.name === 'procedural' && samples.every(({ file }) => file === undefined);

/**
 * The content of the training images; undefined where settings fix it.
 *
 * @throws {DataError} an image cannot be read. @throws {CancelledError} the signal fired.
 */
export async function imageContent(
  dataset: Dataset,
  samples: readonly Sample[],
  report: ProgressReporter,
  signal?: AbortSignal,
): Promise<ImageContent | undefined> {
  if (isProcedural(dataset, samples)) return undefined;
  const progress = report('hashing images', samples.length);
  const images = new Map<string, string>();
  const hashes: string[] = [];
  for (const [i, sample] of samples.entries()) {
    if (signal?.aborted) {
      progress.finish();
      throw new CancelledError(`Stopped after hashing ${i} of ${samples.length} images; nothing was trained.`);
    }
    const hash = await imageHash(dataset, sample);
    hashes.push(hash);
    images.set(sample.id, hash.slice(0, 12));
    progress.update(i + 1);
  }
  progress.finish(`hashed ${samples.length} training images`);
  return { sha256: sha256Of(Buffer.from(hashes.join('\n'))), images };
}

/** Writes the images' short hashes beside the record, so that later differences can be named. */
export function saveImages(folder: string, { images }: ImageContent): void {
  writeJson(fileOf(folder), Object.fromEntries(images));
}

/** The images' short hashes, where they can be read: they only name what differs, the record decides whether anything does. */
function savedImages(folder: string): Map<string, string> | undefined {
  let found: unknown;
  try {
    found = readJson<unknown>(fileOf(folder));
  } catch {
    return undefined;
  }
  if (typeof found !== 'object' || found === null) return undefined;
  return new Map(Object.entries(found).map(([id, hash]) => [id, String(hash)]));
}

/** Which images differ, in words. */
function differing(folder: string, { images }: ImageContent): string {
  const saved = savedImages(folder);
  if (!saved) return 'at least one differs';
  const others = [...images].filter(([id, hash]) => saved.get(id) !== hash).map(([id]) => id);
  const gone = [...saved.keys()].filter((id) => !images.has(id));
  const names = [...others, ...gone.map((id) => `${id} (missing)`)];
  if (names.length === 0) return 'their order differs';
  const rest = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `${names.length} of ${Math.max(images.size, saved.size)} differ: ${names.slice(0, 3).join(', ')}${rest}`;
}

/**
 * Compares the images of a run with those at hand.
 *
 * @param saved SHA-256 that the run's record names.
 * @param now Undefined for the procedural set.
 * @throws {DataError} they are not the same.
 */
export function checkImages(folder: string, saved: string, now: ImageContent | undefined): void {
  if (saved === now?.sha256) return;
  throw new DataError(
    `${folder} was trained on other images; it can only be resumed with its own: ${now ? differing(folder, now) : 'these are procedural'}. Restore them, or train a new run on these with another --out.`,
    { file: folder },
  );
}
