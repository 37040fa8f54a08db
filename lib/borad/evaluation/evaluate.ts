/** A detector over the test images of a data set: maps and scores, then the seven metrics per category and their mean. */
import { CancelledError, DataError, itemAt, NumericError, type ProgressReporter, progressReporter } from '../base';
import type { RunConfig } from '../config';
import type { Dataset, Sample } from '../datasets';
import type { Detections, FeatureDetector } from '../detection';
import { createFeatureExtractor, type FeatureSet, selectFeatures } from '../features';
import type { CategoryMetrics, ImageMetrics, PixelMetrics, RankedPixels } from '../metrics';
import { knownMetrics, rankedOnce, unknownMetrics } from './categoryMetrics';
import { detectCut } from './detectCut';
import { detectSamples } from './detectSamples';
import { pixelPool } from './pixelPool';
import { type Protocol, protocolOf } from './protocol';
import { type ReadableSamples, readableSamples } from './readableSamples';
import { summarise } from './summarise';

export interface EvaluateOptions {
  detector: FeatureDetector;
  dataset: Dataset;
  /** AUPRO's limit and the thresholds of the pixel F1-max. */
  evaluation: RunConfig['evaluation'];
  /** Categories that the detector was trained on; others are marked. Default: not known, and nothing is marked. */
  trainedOn?: readonly string[];
  /** Features of the test images, where they are known already; else they are computed, a category at a time. Not of images that are cut. */
  features?: FeatureSet;
  /** Whether pixel metrics of all categories together are measured, too: all maps and masks are then held, 5 bytes per pixel. Default: no. */
  pooledPixels?: boolean;
  progress?: ProgressReporter;
  signal?: AbortSignal;
  /** Receives the maps of each category before they are dropped. */
  onCategory?: (result: RankedDetections) => void;
}

/** What a detector said about one category. */
export interface CategoryDetections extends Detections {
  category: string;
  /** Those that could be read; `unmasked` as well where the mask could not be used. */
  samples: Sample[];
  /** [N, H, W], 0 or 1; means nothing for samples that are `unmasked`. */
  masks: Uint8Array;
}

/** What a detector said about one category, with its pixels in order. */
export interface RankedDetections extends CategoryDetections {
  /**
   * The pixels of masks and maps, ranked once for whatever metrics are taken of them (`metrics.auproInStrips`).
   *
   * @throws {NumericError} a value of a map is not finite.
   */
  rankedPixels: () => RankedPixels;
}

/** One category's row. */
export interface CategoryEvaluation {
  name: string;
  /** Images that were measured. */
  testImages: number;
  metrics: CategoryMetrics;
  /** The detector was not trained on this category. */
  untrained?: true;
}

/**
 * The seven metrics of a data set. What cannot be had of a category (its defective images have no mask, it has no normal test
 * images) is NaN, and so is its mean; `notes` says why. As JSON such values are null.
 */
export interface Evaluation {
  dataset: string;
  categories: CategoryEvaluation[];
  mean: CategoryMetrics;
  /** Each metric over the categories that have it; only where some have one that others lack. */
  meanOfMeasured?: CategoryMetrics;
  /** Image metrics of all categories together, by one limit for all; only of several, with normal and defective images. */
  pooled?: ImageMetrics;
  /** Pixel metrics of all categories together, where they were asked for and all defective images have masks. */
  pooledPixels?: PixelMetrics;
  protocol: Protocol;
  /** What a reader of the figures must know. One sentence each. */
  notes: string[];
  /** What was to be measured and could not be: unreadable images, masks that cannot be used. One sentence each. */
  failures: string[];
  /** Scores by sample, for histograms and thresholds. */
  scores: { id: string; category: string; defect: string; score: number }[];
}

/** The signal fired; what had been measured by then is kept. */
export class EvaluationStopped extends CancelledError {
  /** The categories that were finished; its means are over these. Undefined where none was. */
  readonly partial?: Evaluation;

  constructor(message: string, partial?: Evaluation) {
    super(message);
    this.partial = partial;
  }
}

/**
 * Evaluates category by category; only one category's maps are held at a time, and the features of 64 images. A category that
 * cannot be measured, an image that cannot be read and a mask that cannot be used end nothing: see `notes` and `failures`.
 *
 * @throws {DataError} the set has no test images, takes masks for photos (`Dataset.verify`), or has photos of several ranges
 *   (`Dataset.range`).
 * @throws {MemoryError} `pooledPixels` needs more memory than there is.
 * @throws {EvaluationStopped} the signal fired.
 *
 * @example
 * ```ts
 * const { detector, config } = await borad.loadDetector('runs/parts');
 * const dataset = borad.openDataset('data/parts', config.data);
 * const { mean, categories } = await borad.evaluate({ detector, dataset, evaluation: config.evaluation });
 * console.log(categories.map(({ name }) => name).join()); // bottle,screw
 * console.log(mean.imageAuroc >= 0 && mean.imageAuroc <= 1); // true
 * detector.dispose();
 * ```
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { features } = options;
  if (testSamples(options.dataset).length === 0)
    throw new DataError(
      `${options.dataset.name} has no test images; expected test/good and test/<defect> under a category.`,
    );
  // What is wrong with the whole set ends the evaluation; `read` would say it of every image.
  await options.dataset.verify?.();
  await options.dataset.range?.();
  const readable = readableSamples(options.dataset);
  if (features) {
    return evaluateWith(options, readable, async (samples) => {
      const ids = new Set(samples.map(({ id }) => id));
      return selectFeatures(features, ({ id }) => ids.has(id));
    });
  }
  const { detector, signal } = options;
  const extractor = await createFeatureExtractor(detector.teacher, options.dataset.imageSize, undefined, detector);
  try {
    return await evaluateWith(options, readable, (samples) => extractor.compute(readable.dataset, samples, { signal }));
  } finally {
    extractor.dispose();
  }
}

type FeaturesOf = (samples: Sample[]) => Promise<FeatureSet>;

/** The test images, of all categories or of one. */
const testSamples = (dataset: Dataset, category?: string): Sample[] =>
  dataset.samples.filter(
    (sample) => sample.split === 'test' && (category === undefined || sample.category === category),
  );

/** The sentences about images and masks of a category that could not be used. */
function failuresOf({ unreadable, refusedMasks }: ReadableSamples, samples: readonly Sample[]): string[] {
  return samples.flatMap(({ id }) => {
    const mask = refusedMasks.get(id);
    const image = unreadable.get(id);
    return [
      ...(mask ? [`${id} was measured without its mask: ${mask.message}`] : []),
      ...(image ? [`${id} was left out: ${image.message}`] : []),
    ];
  });
}

/** What is known of one category, and what its pixels said. */
interface MeasuredCategory {
  row: CategoryEvaluation;
  scores: Evaluation['scores'];
  notes: string[];
  failures: string[];
  /** Undefined where the category could not be measured. */
  detections?: RankedDetections;
}

/** Measures one category; numbers that are not finite and wrong masks of normal images end up in its `failures`. */
async function measure(
  category: string,
  { detector, dataset, evaluation, trainedOn }: EvaluateOptions,
  readable: ReadableSamples,
  featuresOf: FeaturesOf,
): Promise<MeasuredCategory> {
  const listed = testSamples(dataset, category);
  const row: CategoryEvaluation = { name: category, testImages: 0, metrics: unknownMetrics() };
  if (trainedOn && !trainedOn.includes(category)) row.untrained = true;
  const measured: MeasuredCategory = { row, scores: [], notes: [], failures: [] };
  try {
    const detected =
      dataset.shown === undefined
        ? await detectSamples(detector, listed, featuresOf, readable)
        : await detectCut(detector, listed, readable);
    const detections = { category, ...detected, rankedPixels: rankedOnce(detected) };
    const { samples, scores } = detections;
    row.testImages = samples.length;
    measured.scores = samples.map(({ id, defect }, i) => ({
      id,
      category,
      defect,
      score: itemAt(scores, i, 'scores'),
    }));
    const known = knownMetrics(detections, evaluation);
    row.metrics = known.metrics;
    measured.notes = known.notes;
    measured.detections = detections;
  } catch (error) {
    if (!(error instanceof NumericError || error instanceof DataError)) throw error;
    measured.failures.push(error.message);
  }
  measured.failures.push(...failuresOf(readable, listed));
  return measured;
}

const NOT_POOLED =
  'No pixel metrics of all categories together, since a defective image has no usable mask or no pixel is anomalous.';

async function evaluateWith(
  options: EvaluateOptions,
  readable: ReadableSamples,
  featuresOf: FeaturesOf,
): Promise<Evaluation> {
  const { detector, dataset, evaluation, trainedOn, signal } = options;
  const total = testSamples(dataset).length;
  const progress = (options.progress ?? progressReporter())('evaluating', total);
  const result: Evaluation = {
    dataset: dataset.name,
    categories: [],
    mean: unknownMetrics(),
    protocol: protocolOf(detector.config, evaluation),
    notes: [],
    failures: [],
    scores: [],
  };
  const unmasked: string[] = [];
  const pool = options.pooledPixels ? pixelPool(total, dataset.imageSize) : undefined;
  const finished = (): Evaluation => {
    const summary = summarise(result, { trainedOn, unmasked, subpixelRegions: readable.subpixelRegions });
    if (!pool) return summary;
    const pooledPixels = pool.metrics(evaluation);
    return pooledPixels ? { ...summary, pooledPixels } : { ...summary, notes: [...summary.notes, NOT_POOLED] };
  };
  const stopped = () =>
    new EvaluationStopped(
      `Stopped after ${result.categories.length} of ${dataset.categories.length} categories.`,
      result.categories.length > 0 ? finished() : undefined,
    );
  let done = 0;
  for (const category of dataset.categories) {
    if (signal?.aborted) throw stopped();
    const { row, scores, notes, failures, detections } = await measure(category, options, readable, featuresOf).catch(
      (error) => {
        throw error instanceof CancelledError ? stopped() : error;
      },
    );
    result.categories.push(row);
    result.scores.push(...scores);
    result.notes.push(...notes);
    result.failures.push(...failures);
    if (detections?.samples.some((sample) => sample.unmasked)) unmasked.push(category);
    if (detections) {
      pool?.add(detections);
      options.onCategory?.(detections);
    }
    done += testSamples(dataset, category).length;
    progress.update(done, category);
  }
  progress.finish(`evaluated ${total} test images of ${dataset.categories.length} categories`);
  return finished();
}
