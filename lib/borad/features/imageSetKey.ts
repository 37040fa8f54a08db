/** What features are features of, as one hash. */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { type Progress, sha256Of, sha256OfFile } from '../base';
import type { Dataset, Sample } from '../datasets';
import type { Teacher } from '../teachers';

/** Hashes of files in this process, by path, size and time of the last change: a large set is read once. */
const hashed = new Map<string, string>();

async function fileHash(file: string): Promise<string> {
  const found = statSync(file, { throwIfNoEntry: false });
  const key = found && `${file}\n${found.size} ${found.mtimeMs} ${found.ino}`;
  const known = key === undefined ? undefined : hashed.get(key);
  if (known) return known;
  const hash = await sha256OfFile(file);
  if (key) hashed.set(key, hash);
  return hash;
}

/**
 * SHA-256 of an image: of its file's bytes, or of its pixels where it has no file.
 *
 * @throws {DataError} the image cannot be read.
 */
export async function imageHash(dataset: Dataset, sample: Sample): Promise<string> {
  return sample.file === undefined ? sha256Of((await dataset.read(sample)).pixels) : fileHash(sample.file);
}

/**
 * SHA-256 of all that features depend on: the teacher with its weights, taps, pooling, outputs and preprocessing, the image size, the
 * range of images of more than 8 bits, how they are resized, tiles and ignored regions, and the content of every image in order. Names and places of files do not matter.
 *
 * @throws {DataError} an image cannot be read.
 */
export async function imageSetKey(
  teacher: Teacher,
  dataset: Dataset,
  samples: readonly Sample[],
  progress?: Progress,
): Promise<string> {
  const { name, sha256, channels, strides, signed, preprocessing } = teacher;
  const { range = 'auto' } = (await dataset.range?.()) ?? {};
  const hash = createHash('sha256').update(
    JSON.stringify([name, sha256, channels, strides, signed, preprocessing, dataset.imageSize]),
  );
  // A teacher whose outputs nobody chose has the key that it had before they could be.
  if (teacher.outputs?.length) hash.update(JSON.stringify({ outputs: teacher.outputs }));
  // Without images of more than 8 bits the key is what it was before there were ranges.
  if (range !== 'auto') hash.update(JSON.stringify({ range }));
  if (dataset.resize !== undefined) hash.update(JSON.stringify({ resize: dataset.resize }));
  // Nor do sets whose images are shown whole have another one.
  if (dataset.shown !== undefined) hash.update(dataset.shown);
  for (const [i, sample] of samples.entries()) {
    hash.update(await imageHash(dataset, sample));
    if (sample.tile) hash.update(JSON.stringify([sample.tile.left, sample.tile.top]));
    progress?.update(i + 1);
  }
  return hash.digest('hex');
}
