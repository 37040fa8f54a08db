/** What can be measured of a category, whatever it lacks: normal images, defective images, masks. */
import { type ImageSize, itemAt, NumericError, sidesOf } from '../base';
import type { RunConfig } from '../config';
import type { Sample } from '../datasets';
import {
  type CategoryMetrics,
  evaluateCategory,
  imageMetrics,
  pixelMetricsOfRanked,
  type RankedPixels,
  rankPixels,
} from '../metrics';
import type { DetectedSamples } from './detectSamples';

/** Test images of one category with what the detector said about them. */
export interface MeasuredImages {
  category: string;
  samples: readonly Sample[];
  /** One per image. */
  scores: Float32Array;
  /** [N, H, W]. */
  maps: Float32Array;
  /** [N, H, W], 0 or 1; means nothing for samples that are `unmasked`. */
  masks: Uint8Array;
  /** Of a map, pixels. */
  size: ImageSize;
  /** The pixels of the maps as ranked by `rankedOnce`. */
  rankedPixels: () => RankedPixels;
}

/** Ranks the pixels of a category when they are first asked for, and once: whatever metrics are taken share the ranking. */
export function rankedOnce({ samples, masks, maps, size }: DetectedSamples): () => RankedPixels {
  const [height, width] = sidesOf(size);
  let ranked: RankedPixels | undefined;
  return () => {
    ranked ??= rankPixels(masks, maps, { count: samples.length, height, width }, 'pixelMetrics');
    return ranked;
  };
}

/** Metrics of a category; NaN for those that cannot be had, with the reasons. */
export interface KnownMetrics {
  metrics: CategoryMetrics;
  /** One sentence per reason why metrics are missing. */
  notes: string[];
}

/** A category of which nothing is known. */
export const unknownMetrics = (): CategoryMetrics => ({
  imageAuroc: NaN,
  imageAp: NaN,
  imageF1Max: NaN,
  pixelAuroc: NaN,
  pixelAp: NaN,
  pixelF1Max: NaN,
  pixelAupro: NaN,
  mad: NaN,
});

/** The score of each image must be a number before anything is ranked, so that the message can name the image. */
function requireFinite({ category, samples, scores }: MeasuredImages): void {
  const bad = scores.findIndex((score) => !Number.isFinite(score));
  if (bad < 0) return;
  throw new NumericError(
    `category "${category}": the score of ${itemAt(samples, bad, 'images').id} is ${scores[bad]}, expected a finite number. ` +
      'Check the weights of the run and of its teacher.',
  );
}

/** Why image metrics, or all, cannot be had. */
function classNotes(category: string, normal: number, defective: number): string[] {
  if (normal + defective === 0)
    return [`${category}: no metrics, since it has no test images, or none that can be read.`];
  if (defective === 0) return [`${category}: no metrics, since none of its ${normal} test images is defective.`];
  if (normal > 0) return [];
  return [
    `${category}: no image metrics, since none of its ${defective} test images is normal; ` +
      'its pixel metrics take their normal pixels from defective images alone.',
  ];
}

/**
 * The metrics of a category as far as they are defined. Image metrics need normal and defective images: AP and F1-max of
 * defective images alone would be 1 for every detector. Pixel metrics need the masks of all defective images.
 *
 * @param protocol AUPRO's limit and the thresholds of the pixel F1-max.
 * @throws {NumericError} a score or a value of a map is not finite.
 * @throws {DataError} the mask of a normal image has anomalous pixels.
 */
export function knownMetrics(images: MeasuredImages, protocol: RunConfig['evaluation']): KnownMetrics {
  const { category, samples, scores, maps, masks, size, rankedPixels } = images;
  requireFinite(images);
  const labels = samples.map(({ defect }) => (defect === 'good' ? 0 : 1));
  const defective = labels.filter((label) => label === 1).length;
  const normal = samples.length - defective;
  const unmasked = samples.filter((sample) => sample.unmasked && sample.defect !== 'good').length;
  const [height, width] = sidesOf(size);
  const shape = { count: samples.length, height, width };
  if (normal > 0 && defective > 0 && unmasked === 0) {
    return {
      metrics: evaluateCategory({ category, labels, scores, masks, maps, shape, rankedPixels }, protocol),
      notes: [],
    };
  }
  const notes = classNotes(category, normal, defective);
  if (unmasked > 0) {
    const which = unmasked === defective ? `its ${defective}` : `${unmasked} of its ${defective}`;
    const verb = unmasked === 1 && defective > 1 ? 'has' : 'have';
    notes.push(`${category}: no pixel metrics, since ${which} defective images ${verb} no usable mask.`);
  }
  const metrics = unknownMetrics();
  if (normal > 0 && defective > 0) {
    const { auroc, ap, f1Max } = imageMetrics(labels, scores);
    Object.assign(metrics, { imageAuroc: auroc, imageAp: ap, imageF1Max: f1Max });
  }
  if (defective > 0 && unmasked === 0) {
    const { auroc, ap, f1Max, aupro } = pixelMetricsOfRanked(rankedPixels(), masks, maps, protocol);
    Object.assign(metrics, { pixelAuroc: auroc, pixelAp: ap, pixelF1Max: f1Max, pixelAupro: aupro });
  }
  return { metrics, notes };
}
