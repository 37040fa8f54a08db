/** Ranking of a stack of anomaly maps: one sort that every pixel metric of a category shares. */
import { NumericError, ShapeError } from '../base';
import { connectedRegions } from './connectedRegions';
import { radixSortDescending } from './radixSort';
import type { RankedScores } from './rankScores';

/** The shape of a stack of maps or masks, stored image by image, row by row. */
export interface StackShape {
  count: number;
  height: number;
  width: number;
}

export interface RankedPixels extends RankedScores {
  positives: Float32Array;
  negatives: Float32Array;
  /** For each anomalous pixel, 1 / size of its region: what it adds to the sum of covered fractions. */
  coverage: Float64Array;
  /** Number of 8-connected anomalous regions in the stack; regions of different images are different. */
  regionCount: number;
}

function checkShape(masks: ArrayLike<number>, maps: Float32Array, shape: StackShape, caller: string): void {
  const pixels = shape.count * shape.height * shape.width;
  if (!(pixels > 0) || masks.length !== pixels || maps.length !== pixels) {
    throw new ShapeError(
      `${caller}: expected count x height x width = ${shape.count} x ${shape.height} x ${shape.width} values, ` +
        `got ${masks.length} mask values and ${maps.length} map values.`,
    );
  }
}

/**
 * Sorts the pixels of a stack: anomalous and normal ones apart, each from high to low.
 *
 * @param masks count * height * width values; above 0 means anomalous.
 * @param maps anomaly maps of the same shape, float32 and finite.
 * @param caller name of the metric, for messages.
 * @throws {ShapeError} lengths and shape disagree, or the stack is empty.
 * @throws {NumericError} a map value is not finite.
 */
export function rankPixels(
  masks: ArrayLike<number>,
  maps: Float32Array,
  shape: StackShape,
  caller = 'rankPixels',
): RankedPixels {
  checkShape(masks, maps, shape, caller);
  const pixels = maps.length;
  let anomalous = 0;
  for (let i = 0; i < pixels; i++) if (masks[i] > 0) anomalous++;
  const negatives = new Float32Array(pixels - anomalous);
  const positives = new Float32Array(anomalous);
  const regionOf = new Uint32Array(anomalous);
  const regionSizes: number[] = [];
  const area = shape.height * shape.width;
  const mask = new Uint8Array(area);
  let p = 0;
  let q = 0;
  for (let image = 0; image < shape.count; image++) {
    const start = image * area;
    const firstPositive = p;
    for (let i = 0; i < area; i++) {
      const score = maps[start + i];
      // A difference of a finite number with itself is 0, of anything else NaN.
      if (score - score !== 0) {
        throw new NumericError(
          `${caller}: pixel ${i} of map ${image} is ${score}, scores must be finite. Check the model's output.`,
        );
      }
      mask[i] = masks[start + i] > 0 ? 1 : 0;
      if (mask[i]) positives[p++] = score;
      else negatives[q++] = score;
    }
    if (p === firstPositive) continue;
    const { labels, sizes } = connectedRegions(mask, shape.height, shape.width);
    for (let i = 0, at = firstPositive; i < area; i++) {
      if (labels[i]) regionOf[at++] = regionSizes.length + labels[i] - 1;
    }
    for (const size of sizes) regionSizes.push(size);
  }
  const sorted = radixSortDescending(positives, regionOf);
  return {
    positives: sorted.values,
    negatives: radixSortDescending(negatives).values,
    coverage: Float64Array.from(sorted.payload as Uint32Array, (region) => 1 / regionSizes[region]),
    regionCount: regionSizes.length,
  };
}
