/** A detector over the test images of a data set: maps and scores, then the seven metrics a category and their mean. */
import { DataError, type ProgressReporter, progressReporter } from '../base';
import type { RunConfig } from '../config';
import type { Dataset, Sample } from '../datasets';
import type { Detections, Detector } from '../detection';
import { CancelledError, createFeatureExtractor, type FeatureSet, selectFeatures } from '../features';
import { type CategoryMetrics, evaluateCategory } from '../metrics';
import { imageMetricsOnly, meanWhereKnown } from './withoutMasks';

export interface EvaluateOptions {
  detector: Detector;
  dataset: Dataset;
  /** AUPRO's limit. */
  evaluation: RunConfig['evaluation'];
  /** Features of the test images, where they are known already; else they are computed, a category at a time. */
  features?: FeatureSet;
  progress?: ProgressReporter;
  signal?: AbortSignal;
  /** Receives the maps of each category before they are dropped. */
  onCategory?: (result: CategoryDetections) => void;
}

/** What a detector said about one category. */
export interface CategoryDetections extends Detections {
  category: string;
  samples: Sample[];
  /** [N, H, W], 0 or 1; means nothing for samples that are `unmasked`. */
  masks: Uint8Array;
}

/**
 * The seven metrics of a data set. Those of pixels, and mAD, are NaN for a category with defective images that have no
 * mask, and so for the mean; `protocol.masks` names such categories. As JSON they are null.
 */
export interface Evaluation {
  dataset: string;
  categories: { name: string; testImages: number; metrics: CategoryMetrics }[];
  mean: CategoryMetrics;
  protocol: Protocol;
  /** Scores by sample, for histograms and thresholds. */
  scores: { id: string; category: string; defect: string; score: number }[];
}

/** The choices that change a metric's value; always shown beside it. */
export interface Protocol {
  imageSize: number;
  imageScore: string;
  smoothing: string;
  aupro: string;
  masks: string;
  averaging: string;
}

/** The protocol in words. */
export function protocolOf(
  config: Pick<RunConfig, 'data' | 'detection'>,
  evaluation: RunConfig['evaluation'],
): Protocol {
  const { smoothing } = config.detection;
  return {
    imageSize: config.data.imageSize,
    imageScore: 'maximum of the anomaly map',
    smoothing: smoothing > 0 ? `Gaussian, sigma ${smoothing} px, symmetric borders` : 'none',
    aupro: `8-connected regions, every threshold, to FPR ${evaluation.fprLimit} of the category's normal pixels, divided by it`,
    masks: 'nearest resize, any value above 0 is anomalous',
    averaging: 'each category by itself, then the mean over categories; pixels of a category are pooled',
  };
}

/** Images whose features are held at once. */
const CHUNK = 64;

/** Maps, scores and masks of some samples; their features are dropped chunk by chunk. */
async function detectSamples(
  detector: Detector,
  samples: Sample[],
  featuresOf: (samples: Sample[]) => Promise<FeatureSet>,
): Promise<Detections & { masks: Uint8Array }> {
  const size = detector.config.data.imageSize;
  const area = size * size;
  const maps = new Float32Array(samples.length * area);
  const masks = new Uint8Array(samples.length * area);
  const scores = new Float32Array(samples.length);
  for (let from = 0; from < samples.length; from += CHUNK) {
    const chunk = samples.slice(from, from + CHUNK);
    const features = await featuresOf(chunk);
    const found = await detector.detectFeatures(features.scales, chunk.length);
    maps.set(found.maps, from * area);
    scores.set(found.scores, from);
    features.masks.forEach((mask, i) => {
      masks.set(mask, (from + i) * area);
    });
  }
  return { maps, scores, size, masks };
}

/** Test images of a category and their labels, 1 defective. */
function testImages(dataset: Dataset, category: string): { samples: Sample[]; labels: number[] } {
  const samples = dataset.samples.filter((sample) => sample.split === 'test' && sample.category === category);
  const labels = samples.map((sample) => (sample.defect === 'good' ? 0 : 1));
  const defective = labels.filter((label) => label === 1).length;
  if (defective === 0 || defective === samples.length) {
    throw new DataError(
      `${dataset.name}: category ${category} has ${samples.length - defective} normal and ${defective} defective test images; metrics need both.`,
    );
  }
  return { samples, labels };
}

/**
 * Evaluates category by category; only one category's maps are held at a time, and the features of 64 images.
 *
 * @throws {DataError} the set has no test images, or a category lacks normal or defective ones.
 * @throws {CancelledError} the signal fired.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { features } = options;
  if (features) {
    return evaluateWith(options, async (samples) => {
      const ids = new Set(samples.map(({ id }) => id));
      return selectFeatures(features, ({ id }) => ids.has(id));
    });
  }
  const { detector, dataset, signal } = options;
  const extractor = await createFeatureExtractor(detector.teacher, dataset.imageSize);
  try {
    return await evaluateWith(options, (samples) => extractor.compute(dataset, samples, { signal }));
  } finally {
    extractor.dispose();
  }
}

async function evaluateWith(
  options: EvaluateOptions,
  featuresOf: (samples: Sample[]) => Promise<FeatureSet>,
): Promise<Evaluation> {
  const { detector, dataset, evaluation } = options;
  const total = dataset.samples.filter((sample) => sample.split === 'test').length;
  if (total === 0)
    throw new DataError(`${dataset.name} has no test images; expected test/good and test/<defect> under a category.`);
  const progress = (options.progress ?? progressReporter())('evaluating', total);
  const result: Evaluation = {
    dataset: dataset.name,
    categories: [],
    mean: {} as CategoryMetrics,
    protocol: protocolOf(detector.config, evaluation),
    scores: [],
  };
  const withoutMasks: string[] = [];
  let done = 0;
  for (const category of dataset.categories) {
    if (options.signal?.aborted)
      throw new CancelledError(`Stopped after ${result.categories.length} of ${dataset.categories.length} categories.`);
    const { samples, labels } = testImages(dataset, category);
    const { masks, ...detections } = await detectSamples(detector, samples, featuresOf);
    const shape = { count: samples.length, height: detections.size, width: detections.size };
    const isMasked = !samples.some(({ unmasked }) => unmasked);
    if (!isMasked) withoutMasks.push(category);
    const metrics = isMasked
      ? evaluateCategory(
          { category, labels, scores: detections.scores, masks, maps: detections.maps, shape },
          { fprLimit: evaluation.fprLimit },
        )
      : imageMetricsOnly(labels, detections.scores);
    result.categories.push({ name: category, testImages: samples.length, metrics });
    samples.forEach((sample, i) => {
      result.scores.push({ id: sample.id, category, defect: sample.defect, score: detections.scores[i] });
    });
    options.onCategory?.({ category, samples, masks, ...detections });
    done += samples.length;
    progress.update(done, category);
  }
  if (withoutMasks.length > 0) {
    result.protocol.masks += `; defective images without masks in ${withoutMasks.join(', ')}: no pixel metrics there and no mean of them`;
  }
  result.mean = meanWhereKnown(result.categories.map(({ metrics }) => metrics));
  progress.finish(`evaluated ${total} test images of ${dataset.categories.length} categories`);
  return result;
}
