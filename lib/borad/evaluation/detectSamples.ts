/** Maps, scores and masks of some test images. */
import { areaOf, itemAt } from '../base';
import type { Sample } from '../datasets';
import type { Detections, FeatureDetector } from '../detection';
import type { FeatureSet } from '../features';
import type { ReadableSamples } from './readableSamples';

/** What a detector said about some images. */
export interface DetectedSamples extends Detections {
  /** Those that could be read; `unmasked` as well where the mask could not be used. */
  samples: Sample[];
  /** [N, H, W], 0 or 1; means nothing for samples that are `unmasked`. */
  masks: Uint8Array;
}

/** Images whose features are held at once. */
const CHUNK = 64;

/** Leaves out images that could not be read, and says of which the mask was not used. */
export function keepReadable(all: DetectedSamples, { unreadable, refusedMasks }: ReadableSamples): DetectedSamples {
  const area = areaOf(all.size);
  const readable = [...all.samples.entries()].filter(([, { id }]) => !unreadable.has(id));
  const kept = readable.map(([i]) => i);
  const samples = readable.map(
    ([, sample]): Sample => (refusedMasks.has(sample.id) ? { ...sample, unmasked: true } : sample),
  );
  if (kept.length === all.samples.length) return { ...all, samples };
  const maps = new Float32Array(kept.length * area);
  const masks = new Uint8Array(kept.length * area);
  kept.forEach((from, to) => {
    maps.set(all.maps.subarray(from * area, (from + 1) * area), to * area);
    masks.set(all.masks.subarray(from * area, (from + 1) * area), to * area);
  });
  return {
    samples,
    maps,
    masks,
    scores: Float32Array.from(kept, (i) => itemAt(all.scores, i, 'scores')),
    size: all.size,
  };
}

/**
 * Runs the detector over samples; their features are dropped chunk by chunk.
 *
 * @param featuresOf Gives features in the order of the samples that it is handed, and notes in `readable` what it could not read.
 */
export async function detectSamples(
  detector: FeatureDetector,
  samples: Sample[],
  featuresOf: (samples: Sample[]) => Promise<FeatureSet>,
  readable: ReadableSamples,
): Promise<DetectedSamples> {
  const size = detector.config.data.imageSize;
  const area = areaOf(size);
  const maps = new Float32Array(samples.length * area);
  const masks = new Uint8Array(samples.length * area);
  const scores = new Float32Array(samples.length);
  for (let from = 0; from < samples.length; from += CHUNK) {
    const chunk = samples.slice(from, from + CHUNK);
    const features = await featuresOf(chunk);
    const categories = chunk.map(({ category }) => category);
    const found = await detector.detectFeatures(features.scales, chunk.length, categories);
    maps.set(found.maps, from * area);
    scores.set(found.scores, from);
    features.masks.forEach((mask, i) => {
      masks.set(mask, (from + i) * area);
    });
  }
  return keepReadable({ samples, maps, scores, masks, size }, readable);
}
