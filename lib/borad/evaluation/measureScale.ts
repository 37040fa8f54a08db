/** Measures a detector's colour scale on normal photos of a set. */
import { CancelledError, createRng, DataError, type ProgressReporter, progressReporter } from '../base';
import type { RunConfig } from '../config';
import { type Dataset, heldBack, type Sample } from '../datasets';
import { type Detector, type InspectedPhoto, type NormalScale, normalScale, type ScaleSource } from '../detection';
import { inspectSample } from './inspectSample';
import { isNormalTest, someOf } from './normalPhotos';
import { type SeenPhoto, seenOf } from './seenPhoto';

/** Photos of a category that say enough. */
const PHOTOS = 16;
/** Values of maps that are kept for the median. */
const VALUES = 2 ** 22;

/**
 * The photos that a colour scale is measured on: normal test photos and, of categories without any, photos held back from
 * training; where a set has neither, photos of the training itself. At most 16 of each category, chosen by the run's seed.
 */
export function scaleSamples(
  dataset: Dataset,
  config: Pick<RunConfig, 'data' | 'seed'>,
): { samples: Sample[]; source: ScaleSource } {
  const held = heldBack(dataset.samples, config.data);
  const unseen = dataset.samples.filter((sample) => held.has(sample) || isNormalTest(sample));
  const from = unseen.length ? unseen : dataset.samples.filter(({ split }) => split === 'train');
  const source = unseen.some(isNormalTest)
    ? 'normal test photos'
    : held.size > 0
      ? 'photos held back from training'
      : 'training photos';
  const rng = createRng(config.seed).split('colour scale');
  const samples = dataset.categories.flatMap((category) => {
    const own = from.filter((sample) => sample.category === category);
    return someOf(own, PHOTOS, rng.split(category));
  });
  return { samples, source };
}

export interface MeasureScaleOptions {
  detector: Pick<Detector, 'inspect' | 'config'>;
  /** The set that the detector was trained on. */
  dataset: Dataset;
  config: Pick<RunConfig, 'data' | 'seed'>;
  /** SHA-256 of the detector's weights. */
  weights: string;
  progress?: ProgressReporter;
  signal?: AbortSignal;
  /** Sees what was found of each photo. */
  onPhoto?: (sample: Sample, found: SeenPhoto) => void;
}

/** Values of a photo's map, evenly spaced and without those that are ignored: as many as leave room for those of `photos` maps. */
function keptValues({ map, inside }: InspectedPhoto, photos: number): Float32Array {
  // An odd distance, so that what is kept of a map is not a few of its columns.
  const every = Math.max(1, Math.ceil((photos * map.values.length) / VALUES)) | 1;
  return map.values.filter((_, at) => at % every === 0 && (!inside || inside[at] === 1));
}

/**
 * Measures the colour scale, photo by photo, as `borad score` sees them. Photos that cannot be read are passed over.
 *
 * @throws {DataError} no normal photo can be read.
 * @throws {NumericError} a map is not finite.
 * @throws {CancelledError} the signal fired.
 */
export async function measureScale(options: MeasureScaleOptions): Promise<NormalScale> {
  const { detector, dataset, config, weights, signal } = options;
  const { samples, source } = scaleSamples(dataset, config);
  const progress = (options.progress ?? progressReporter())('colour scale', samples.length);
  const values: Float32Array[] = [];
  const scores: number[] = [];
  for (const [i, sample] of samples.entries()) {
    if (signal?.aborted)
      throw new CancelledError('Stopped before the colour scale was measured; --resume measures it.');
    const found = await inspectSample(detector, dataset, sample);
    if (!found) continue;
    options.onPhoto?.(sample, seenOf(found));
    scores.push(found.score);
    values.push(keptValues(found, samples.length));
    progress.update(i + 1);
  }
  if (scores.length === 0) {
    progress.finish('no normal photo for a colour scale');
    throw new DataError(`${dataset.name}: no normal photo can be read, so maps have no colour scale of this run.`);
  }
  progress.finish(`measured the colour scale on ${scores.length} ${source}`);
  const all = new Float32Array(values.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of values) {
    all.set(part, at);
    at += part.length;
  }
  return { ...normalScale(all, Float32Array.from(scores)), photos: scores.length, source, weights };
}
