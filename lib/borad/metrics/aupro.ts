import { OptionError } from '../base';
import { forEachProPoint } from './proCurve';
import { type RankedPixels, rankPixels, type StackShape } from './rankPixels';
import { requireBothClasses } from './rankScores';

export interface AuproOptions {
  /** False positive rate up to which the curve is integrated, above 0 and at most 1. Default 0.3. */
  fprLimit?: number;
}

/** The protocol's default of `fprLimit`. */
export const DEFAULT_FPR_LIMIT = 0.3;

/** Throws {OptionError} for a limit at which no area ends. */
export function requireFprLimit(fprLimit: number, metric: string): void {
  if (!(fprLimit > 0 && fprLimit <= 1)) {
    throw new OptionError(`${metric}: fprLimit must be above 0 and at most 1, got ${fprLimit}.`);
  }
}

/** AUPRO of ranked pixels. */
export function auproOfRanked(pixels: RankedPixels, fprLimit = DEFAULT_FPR_LIMIT, metric = 'aupro'): number {
  requireFprLimit(fprLimit, metric);
  requireBothClasses(pixels, metric);
  let area = 0;
  let x0 = 0;
  let y0 = 0;
  forEachProPoint(pixels, (x, y) => {
    if (x > x0 && x0 < fprLimit) {
      const x1 = Math.min(x, fprLimit);
      const y1 = y0 + ((y - y0) * (x1 - x0)) / (x - x0);
      area += ((x1 - x0) * (y0 + y1)) / 2;
    }
    x0 = x;
    y0 = y;
  });
  return area / fprLimit;
}

/**
 * Area under the per-region overlap curve: the mean covered fraction of the anomalous regions against the false positive
 * rate pooled over the stack, at every distinct threshold, from (0, 0) to the limit (linear interpolation there), divided
 * by the limit. Regions are 8-connected and all weigh the same, whatever their size.
 *
 * @param masks count * height * width values; above 0 means anomalous.
 * @param maps anomaly maps of the same shape, float32.
 * @returns 0 to 1; fprLimit / 2 for constant maps.
 * @throws {NumericError} no anomalous or no normal pixel, or a map value is not finite.
 * @throws {OptionError} fprLimit is out of range. @throws {ShapeError} lengths and shape disagree.
 */
export function aupro(
  masks: ArrayLike<number>,
  maps: Float32Array,
  shape: StackShape,
  options: AuproOptions = {},
): number {
  return auproOfRanked(rankPixels(masks, maps, shape, 'aupro'), options.fprLimit);
}
