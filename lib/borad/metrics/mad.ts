import { NumericError } from '../base';
import type { CategoryMetrics } from './evaluateCategory';

/** The seven metrics in the order of the paper's tables. */
export const METRIC_NAMES = [
  'imageAuroc',
  'imageAp',
  'imageF1Max',
  'pixelAuroc',
  'pixelAp',
  'pixelF1Max',
  'pixelAupro',
] as const;

/**
 * mAD: the mean of the seven metrics, in their unit (Section 4.1).
 *
 * @throws {NumericError} one of the seven is missing or not finite.
 */
export function mAD(metrics: Omit<CategoryMetrics, 'mad'>): number {
  let sum = 0;
  for (const name of METRIC_NAMES) {
    if (!Number.isFinite(metrics[name])) {
      throw new NumericError(
        `mAD: ${name} is ${metrics[name]}, expected a finite number for each of the seven metrics.`,
      );
    }
    sum += metrics[name];
  }
  return sum / METRIC_NAMES.length;
}
