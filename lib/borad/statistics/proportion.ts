/** A share that was counted, with its interval. */
import { OptionError } from '../base';
import { betaQuantile } from './beta';

/** A counted share. */
export interface Proportion {
  count: number;
  of: number;
  /** count / of; NaN of none. */
  share: number;
  /** Ends of the interval, 0 to 1. */
  low: number;
  high: number;
}

/**
 * A share with its exact interval (Clopper and Pearson): never too narrow, also for 0 of n.
 *
 * @param level Confidence. Default 0.95.
 * @throws {OptionError} the count is no whole number from 0 to `of`, or the level does not lie between 0 and 1.
 */
export function proportion(count: number, of: number, level = 0.95): Proportion {
  if (!(Number.isInteger(count) && Number.isInteger(of) && count >= 0 && count <= of) || !(level > 0 && level < 1))
    throw new OptionError(
      `proportion: expected a count from 0 to ${of} and a level below 1, got ${count} and ${level}.`,
    );
  const tail = (1 - level) / 2;
  const low = count === 0 ? 0 : betaQuantile(tail, count, of - count + 1);
  const high = count === of ? 1 : betaQuantile(1 - tail, count + 1, of - count);
  return { count, of, share: count / of, low, high };
}
