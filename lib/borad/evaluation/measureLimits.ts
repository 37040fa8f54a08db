/** Measures what the limits of a run are set by: scores of photos whose kind is known, and what the products look like. */
import { CancelledError, DataError, type ProgressReporter, progressReporter } from '../base';
import type { RunConfig } from '../config';
import type { Dataset, Sample } from '../datasets';
import type { Detector } from '../detection';
import {
  type LabelledScore,
  type LimitRule,
  nearestProduct,
  type Product,
  productOf,
  type RunLimits,
  setLimits,
} from '../verdicts';
import { inspectSample } from './inspectSample';
import { limitSamples } from './limitSamples';
import { type SeenPhoto, seenOf } from './seenPhoto';

export interface ScorePhotosOptions {
  detector: Pick<Detector, 'inspect' | 'config'>;
  dataset: Dataset;
  /** Photos that have been seen, by sample. */
  known?: ReadonlyMap<Sample, SeenPhoto>;
  progress?: ProgressReporter;
  signal?: AbortSignal;
}

/**
 * Score and global feature of each sample, as `borad score` sees it. Photos that cannot be read are passed over.
 *
 * @param what Said in the progress, e.g. `limits`.
 * @throws {NumericError} a map is not finite. @throws {CancelledError} the signal fired.
 */
export async function seePhotos(
  samples: readonly Sample[],
  what: string,
  { detector, dataset, known, progress: report = progressReporter(), signal }: ScorePhotosOptions,
): Promise<Map<Sample, SeenPhoto>> {
  const seen = new Map<Sample, SeenPhoto>();
  const progress = report(what, samples.length);
  for (const [i, sample] of samples.entries()) {
    if (signal?.aborted) throw new CancelledError(`Stopped after ${i} of ${samples.length} photos (${what}).`);
    const before = known?.get(sample);
    const found = before ? undefined : await inspectSample(detector, dataset, sample);
    if (before) seen.set(sample, before);
    else if (found) seen.set(sample, seenOf(found));
    progress.update(i + 1);
  }
  progress.finish(`${what}: looked at ${seen.size} of ${samples.length} photos`);
  return seen;
}

/** A sample's score with what is known of it; its distance where the run's products are known. */
export function labelled(
  { id, category }: Sample,
  { score, global, light, focus }: SeenPhoto,
  products: readonly Product[] = [],
): LabelledScore {
  const nearest = nearestProduct(
    global,
    products.filter((product) => product.category === category),
  );
  const distance = nearest && Number.isFinite(nearest.relative) ? { distance: nearest.relative } : {};
  return { id, category, score, ...distance, light, focus };
}

export interface MeasureLimitsOptions extends ScorePhotosOptions {
  config: Pick<RunConfig, 'data' | 'seed'>;
  /** SHA-256 of the detector's weights. */
  weights: string;
  rule: LimitRule;
}

/**
 * Limits and products of a run, measured on the set that it was trained on. Defective photos of a test split set no limit here: they
 * are for measuring.
 *
 * @throws {DataError} no normal photo can be read.
 * @throws {NumericError} a map is not finite. @throws {CancelledError} the signal fired.
 */
export async function measureLimits(
  options: MeasureLimitsOptions,
): Promise<{ limits: RunLimits; products: Product[]; isTrainedOn: boolean }> {
  const { dataset, config, weights, rule } = options;
  const { normals, references, source, isTrainedOn } = limitSamples(dataset, config);
  const seen = await seePhotos([...new Set([...normals, ...references])], 'limits', options);
  const found = (samples: readonly Sample[]) =>
    samples.flatMap((sample) => {
      const photo = seen.get(sample);
      return photo ? [{ sample, photo }] : [];
    });
  const unseen = found(normals);
  if (unseen.length === 0)
    throw new DataError(`${dataset.name}: no normal photo can be read, so scores have no limit of this run.`);
  const trained = found(references);
  const globals = (photos: typeof unseen, category: string) =>
    photos.filter(({ sample }) => sample.category === category).map(({ photo }) => photo.global);
  const products = dataset.categories
    .map((category) => productOf(category, globals(trained, category), isTrainedOn ? [] : globals(unseen, category)))
    .filter(({ features }) => features.length > 0);
  const scores = unseen.map(({ sample, photo }) => labelled(sample, photo, products));
  const limits = setLimits({ normals: scores, defects: [], source, weights }, dataset.categories, rule);
  return { limits, products, isTrainedOn };
}
