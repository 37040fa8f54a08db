/** Ranking of a stack of anomaly maps: one sort that every pixel metric of a category shares. */
import { NumericError, ShapeError } from '../base';
import { connectedRegions } from './connectedRegions';
import { radixSortDescending } from './radixSort';
import { type RankedScores, rankAgainst } from './rankScores';

/** The shape of a stack of maps or masks, stored image by image, row by row. */
export interface StackShape {
  count: number;
  height: number;
  width: number;
}

export interface RankedPixels extends RankedScores {
  /** For each anomalous pixel, from high to low, 1 / size of its region: what it adds to the sum of covered fractions. */
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

/** The number of anomalous pixels of an image, whose map must be finite. */
function checkImage(masks: ArrayLike<number>, maps: Float32Array, image: number, area: number, caller: string): number {
  const start = image * area;
  let anomalous = 0;
  // A difference of a finite number with itself is 0, of anything else NaN, which stays in the sum.
  let zero = 0;
  for (let i = start; i < start + area; i++) {
    zero += maps[i] - maps[i];
    if (masks[i] > 0) anomalous++;
  }
  if (zero === 0) return anomalous;
  const pixel = maps.subarray(start, start + area).findIndex((score) => !Number.isFinite(score));
  throw new NumericError(
    `${caller}: pixel ${pixel} of map ${image} is ${maps[start + pixel]}, scores must be finite. Check the model's output.`,
  );
}

/**
 * Ranks the pixels of a stack. Only the anomalous ones are copied and sorted, so the memory on top of masks and maps is about 50
 * bytes an anomalous pixel.
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
  const area = shape.height * shape.width;
  const anomalousOf = Array.from({ length: shape.count }, (_, image) => checkImage(masks, maps, image, area, caller));
  const anomalous = anomalousOf.reduce((sum, count) => sum + count, 0);
  const positives = new Float32Array(anomalous);
  const regionOf = new Uint32Array(anomalous);
  const regionSizes: number[] = [];
  const mask = new Uint8Array(area);
  let p = 0;
  for (let image = 0; image < shape.count; image++) {
    if (anomalousOf[image] === 0) continue;
    const start = image * area;
    for (let i = 0; i < area; i++) mask[i] = masks[start + i] > 0 ? 1 : 0;
    const { labels, sizes } = connectedRegions(mask, shape.height, shape.width);
    for (let i = 0; i < area; i++) {
      if (labels[i] === 0) continue;
      positives[p] = maps[start + i];
      regionOf[p++] = regionSizes.length + labels[i] - 1;
    }
    for (const size of sizes) regionSizes.push(size);
  }
  const sorted = radixSortDescending(positives, regionOf);
  return {
    ...rankAgainst(sorted.values, masks, maps),
    coverage: Float64Array.from(sorted.payload as Uint32Array, (region) => 1 / regionSizes[region]),
    regionCount: regionSizes.length,
  };
}
