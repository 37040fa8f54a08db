import { NumericError, ShapeError } from '../base';
import type { StackShape } from '../metrics';
import { mean } from '../statistics';
import { type SplitMean, splitMean } from './splitMean';

/** Mean anomalous minus mean normal score, in the unit of the maps; higher is better. */
export interface Separation {
  /** Difference per image, then mean over the images that have both kinds of pixel (eqs. 49-51). */
  separation: number;
  /** Difference of the means over the pixels of all images. */
  pooledSeparation: number;
}

/** Throws {ShapeError} unless maps and masks fit the shape, {NumericError} unless the maps are finite. */
export function checkMaps(maps: ArrayLike<number>, masks: ArrayLike<number>, shape: StackShape, caller: string): void {
  const pixels = shape.count * shape.height * shape.width;
  if (!(pixels > 0) || maps.length !== pixels || masks.length !== pixels) {
    throw new ShapeError(
      `${caller}: expected count x height x width = ${shape.count} x ${shape.height} x ${shape.width} values, ` +
        `got ${maps.length} map values and ${masks.length} mask values.`,
    );
  }
  for (let i = 0; i < pixels; i++) {
    if (!Number.isFinite(maps[i])) {
      throw new NumericError(
        `${caller}: map value ${i} is ${maps[i]}, expected finite scores. Check the model's output.`,
      );
    }
  }
}

const meanDifference = ({ anomalousSum, anomalousCount, normalSum, normalCount }: SplitMean): number =>
  anomalousSum / anomalousCount - normalSum / normalCount;

/**
 * Separation of one image: its mean score inside the mask minus that outside (eqs. 49-51); NaN where the mask marks nothing, or
 * everything.
 */
export function imageSeparation(map: ArrayLike<number>, mask: ArrayLike<number>): number {
  return meanDifference(splitMean(map, mask));
}

/**
 * Separation of a score map (Appendix D, eqs. 47-51), per image and pooled.
 *
 * @param maps score maps by image and row; Appendix D's are not blurred.
 * @param masks of the same shape; above 0 means anomalous.
 * @throws {NumericError} no image has both an anomalous and a normal pixel, or a score is not finite.
 * @throws {ShapeError} lengths and shape disagree.
 */
export function separation(maps: ArrayLike<number>, masks: ArrayLike<number>, shape: StackShape): Separation {
  checkMaps(maps, masks, shape, 'separation');
  const area = shape.height * shape.width;
  const differences: number[] = [];
  for (let image = 0; image < shape.count; image++) {
    const part = splitMean(maps, masks, image * area, (image + 1) * area);
    if (part.anomalousCount && part.normalCount) differences.push(meanDifference(part));
  }
  if (differences.length === 0) {
    throw new NumericError(
      'separation: undefined, no image has both anomalous and normal pixels. Give anomalous images.',
    );
  }
  return { separation: mean(differences), pooledSeparation: meanDifference(splitMean(maps, masks)) };
}
