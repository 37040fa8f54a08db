/** The percentile bootstrap: how far a number moves when what it was measured on is drawn again. */
import { NumericError, OptionError } from '../base';

/** A value with the ends of its interval. */
export interface ValueInterval {
  value: number;
  low: number;
  high: number;
}

export interface BootstrapOptions {
  /** Resamples. Default 1000. */
  draws?: number;
  /** Confidence, above 0 and below 1. Default 0.95: 2.5% of the resamples lie below the interval and 2.5% above it. */
  level?: number;
}

/**
 * Percentile interval of a number over resamples.
 *
 * @param resampled The number on a fresh resample of the data, drawn by the caller with replacement; it is called once per draw.
 *   Resamples on which the number is not finite are left out.
 * @throws {OptionError} there is no draw or the level lies outside of its range.
 * @throws {NumericError} the number is not finite on any resample.
 */
export function bootstrapInterval(
  resampled: () => number,
  { draws = 1000, level = 0.95 }: BootstrapOptions = {},
): Pick<ValueInterval, 'low' | 'high'> {
  if (!(draws >= 1) || !(level > 0 && level < 1)) {
    throw new OptionError(
      `bootstrapInterval: expected at least one draw and a level between 0 and 1, got ${draws} and ${level}.`,
    );
  }
  const values = Array.from({ length: draws }, resampled)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (values.length === 0) {
    throw new NumericError(
      'bootstrapInterval: the number is not finite on any resample. Give more data, or more draws.',
    );
  }
  const at = (share: number) => values[Math.round(share * (values.length - 1))] ?? Number.NaN;
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) };
}
