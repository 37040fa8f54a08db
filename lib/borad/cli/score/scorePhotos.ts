/** Scores photos one after another; of each, everything but its line is dropped before the next. */
import { statSync } from 'node:fs';
import {
  BoradError,
  DataError,
  NumericError,
  type ProgressReporter,
  readFile,
  sha256Of,
  sha256OfFile,
} from '../../base';
import { shortReason } from '../../base/shortReason';
import { loadPhoto, photoViews } from '../../datasets';
import type { Detector } from '../../detection';
import { inspectPhoto } from '../../detection/inspectPhoto';
import { type MapScale, type PhotoPictures, photoPictures } from '../../display';
import { type Judgement, type Judging, judgement } from '../../verdicts';
import { type Outputs, outputNames, type PhotoOutputs, photoOutputs } from './outputs';
import { isScored, pictureNames, type ResultsFolder, type ScoredPhoto } from './resultsFolder';

export interface ScoreOptions {
  detector: Detector;
  /** Paths of the photos and names for their results. */
  photos: { image: string; name: string }[];
  results: Pick<ResultsFolder, 'addScored' | 'addFailed'>;
  scale: MapScale;
  /** For verdicts; without it there are none. */
  judging?: Judging;
  /** What is written besides pictures. Default: nothing. */
  outputs?: Outputs;
  progress: ProgressReporter;
  /** Stops after the photo under way. */
  signal?: AbortSignal;
}

/** What scoring a photo gives, before anything is written. */
export interface PhotoResult {
  scored: ScoredPhoto;
  files: PhotoPictures & PhotoOutputs['files'];
  /** Said of a photo that is too large for pictures of its size. */
  note?: string;
}

/**
 * Scores one photo and draws its pictures.
 *
 * @throws {DataError} the photo cannot be read. @throws {NumericError} its map is not finite.
 */
export async function scorePhoto(
  detector: Detector,
  image: string,
  name: string,
  { scale, judging, outputs = {} }: Pick<ScoreOptions, 'scale' | 'judging' | 'outputs'>,
): Promise<PhotoResult> {
  const stats = statSync(image, { throwIfNoEntry: false });
  if (!stats?.isFile()) throw new DataError(`${image} no longer exists, or is not a file.`, { file: image });
  if (stats.size === 0) throw new DataError(`${image} is empty (0 bytes). Replace or remove it.`, { file: image });
  // Read once: a camera may replace the file at any moment, and score, pictures and hash must be of one photo.
  const source = { name: image, bytes: readFile(image) };
  const { data } = detector.config;
  const { range } = data;
  const views = await photoViews(source, data, range);
  const { map, score, global, light, focus } = await inspectPhoto(detector, views, judging?.given);
  if (!Number.isFinite(score)) throw new NumericError(`The image score of ${image} is ${score}.`, { file: image });
  const { width, height, originalWidth, originalHeight, pixels: photo } = await loadPhoto(source, { range });
  const pictures = await photoPictures(map, { width, height, data: photo }, scale);
  const said: Partial<Judgement> = judging ? judgement(score, global, judging) : {};
  const { files, regions } = await photoOutputs(map, { width, height }, outputs, { scale, limit: said.limit });
  const note =
    width < originalWidth
      ? `${image} is ${originalWidth} x ${originalHeight}; its pictures are reduced to ${width} x ${height}.`
      : undefined;
  const named = { ...pictureNames(name), ...outputNames(name, outputs) };
  const scored = {
    image,
    score,
    ...said,
    ...named,
    ...(regions ? { regions } : {}),
    width,
    height,
    light,
    focus,
    sha256: sha256Of(source.bytes),
  };
  return { scored, files: { ...pictures, ...files }, note };
}

/** Whether the next photo would fare no better: the engine or a setting is at fault. Errors of libraries are the photo's own. */
const endsAll = (error: unknown): boolean =>
  error instanceof BoradError && !(error instanceof DataError || error instanceof NumericError);

const reasonOf = (image: string, error: unknown): string =>
  error instanceof BoradError
    ? error.message
    : `Cannot score ${image}: ${shortReason(error)}. Save it again or remove it.`;

/**
 * Scores photos and hands each to the results as it is done.
 *
 * @returns How many were dealt with, scored or not, and what should be said of them.
 * @throws {DataError} results cannot be written.
 */
export async function scorePhotos(options: ScoreOptions): Promise<{ done: number; notes: string[] }> {
  const { detector, photos, results, signal } = options;
  const progress = options.progress('scoring', photos.length);
  const started = performance.now();
  const notes: string[] = [];
  let done = 0;
  for (const { image, name } of photos) {
    if (signal?.aborted) break;
    let result: PhotoResult | undefined;
    try {
      result = await scorePhoto(detector, image, name, options);
    } catch (error) {
      if (endsAll(error)) throw error;
      results.addFailed({ image, error: reasonOf(image, error) });
    }
    if (result) results.addScored(result.scored, result.files);
    if (result?.note) notes.push(result.note);
    progress.update(++done, image);
    // Lets signals in between photos.
    await new Promise((resume) => setImmediate(resume));
  }
  const rate = (1000 * done) / (performance.now() - started);
  progress.finish(`scored ${done} of ${photos.length} photos, ${rate.toFixed(1)} per second`);
  return { done, notes };
}

/** Whether a photo was scored before, has not changed since, and its pictures and what else is asked for are there. */
export async function isDone(
  results: ResultsFolder,
  path: string,
  image: string,
  outputs: Outputs = {},
): Promise<boolean> {
  const entry = results.entries.get(path);
  if (!entry || !isScored(entry) || !results.hasPictures(entry, outputs)) return false;
  return entry.sha256 === (await sha256OfFile(image));
}
