import { OptionError } from '../base';
import { requireFprLimit } from './aupro';
import { forEachProPoint } from './proCurve';
import type { RankedPixels } from './rankPixels';
import { requireBothClasses } from './rankScores';

/**
 * AUPRO with the curve read only at the ends of n equal strips of the false-positive axis, as the authors' evaluation has it
 * (docs/differences.md): trapezoids between (k / n) fprLimit, divided by the limit. The exact area is `auproOfRanked`.
 *
 * @param strips At least 1. @param fprLimit Above 0 and at most 1.
 * @throws {OptionError} strips or fprLimit is out of range. @throws {NumericError} no anomalous or no normal pixel.
 */
export function auproInStrips(pixels: RankedPixels, strips: number, fprLimit: number, metric = 'aupro'): number {
  if (!(Number.isInteger(strips) && strips >= 1)) {
    throw new OptionError(`${metric}: expected at least 1 strip, got ${strips}.`);
  }
  requireFprLimit(fprLimit, metric);
  requireBothClasses(pixels, metric);
  const heights: number[] = [];
  const endOf = (strip: number) => (strip * fprLimit) / strips;
  let [x0, y0] = [0, 0];
  forEachProPoint(pixels, (x, y) => {
    while (x > x0 && heights.length <= strips && endOf(heights.length) <= x) {
      heights.push(y0 + ((y - y0) * (endOf(heights.length) - x0)) / (x - x0));
    }
    [x0, y0] = [x, y];
  });
  // Rounding may leave the end of the last strip above a limit of 1.
  while (heights.length <= strips) heights.push(y0);
  return heights.slice(1).reduce((sum, height, i) => sum + (heights[i] + height) / 2, 0) / strips;
}
