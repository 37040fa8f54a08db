/** Maps, scores and masks of test images that are cut into tiles or have an ignored region. */
import { areaOf, type ImageSize, OptionError, sidesOf } from '../base';
import type { Sample } from '../datasets';
import { footprint } from '../datasets/maskResize';
import { viewsOf } from '../datasets/viewsOf';
import { type FeatureDetector, type InspectedPhoto, inspectPhoto } from '../detection';
import { type DetectedSamples, keepReadable } from './detectSamples';
import type { ReadableSamples } from './readableSamples';

/** The greatest value under each pixel of another size: a defect of one pixel keeps its peak. */
function greatest(values: ArrayLike<number>, width: number, height: number, size: ImageSize): Float32Array {
  const [rows, columns] = sidesOf(size);
  const found = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = footprint(row, height, rows);
    for (let column = 0; column < columns; column++) {
      const [left, right] = footprint(column, width, columns);
      let most = Number.NEGATIVE_INFINITY;
      for (let y = top; y <= bottom; y++)
        for (let x = left; x <= right; x++) most = Math.max(most, values[y * width + x] ?? 0);
      found[row * columns + column] = most;
    }
  }
  return found;
}

/** Map and mask of a photo at the size that is measured; nothing is anomalous where nothing is looked at. */
function atSize({ map, inside }: InspectedPhoto, mask: Uint8Array, size: ImageSize) {
  const { width, height, values } = map;
  const seen = inside && greatest(inside, width, height, size);
  return {
    map: greatest(values, width, height, size),
    mask: seen ? mask.map((value, i) => (seen[i] ? value : 0)) : mask,
  };
}

/**
 * Runs the detector over samples, photo by photo, as `borad score` does; maps are measured at the model's size, each pixel the greatest
 * value under it, as masks by the rule `overlap`.
 *
 * @throws {OptionError} the detector scores as its method's authors do, which is of whole images.
 */
export async function detectCut(
  detector: FeatureDetector,
  samples: Sample[],
  readable: ReadableSamples,
): Promise<DetectedSamples> {
  const { inspect, config } = detector;
  if (!inspect)
    throw new OptionError(
      'Published scorings are of whole images: a run with data.tiling or data.roi has none. Leave out --published.',
    );
  const size = config.data.imageSize;
  const area = areaOf(size);
  const all = {
    ...{ samples, size, scores: new Float32Array(samples.length) },
    ...{ maps: new Float32Array(samples.length * area), masks: new Uint8Array(samples.length * area) },
  };
  for (const [i, sample] of samples.entries()) {
    const { mask } = await readable.dataset.read(sample);
    if (readable.unreadable.has(sample.id)) continue;
    const views = await viewsOf(readable.dataset, sample);
    const found = await inspectPhoto({ inspect, config }, views, sample.category);
    const measured = atSize(found, mask, size);
    all.scores[i] = found.score;
    all.maps.set(measured.map, i * area);
    all.masks.set(measured.mask, i * area);
  }
  return keepReadable(all, readable);
}
