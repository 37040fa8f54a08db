import { OptionError, ShapeError } from '../base';

/**
 * The value that a share of the pixels of normal images exceeds: a threshold that no test label has seen.
 *
 * @param maps Anomaly maps of normal images, any shape, 1 - cosine.
 * @param share From 0 to 1: 0.001 lets one normal pixel in a thousand pass.
 * @throws {OptionError} the share is not between 0 and 1. @throws {ShapeError} there is no pixel.
 */
export function normalThreshold(maps: Float32Array, share: number): number {
  if (!(share >= 0 && share <= 1))
    throw new OptionError(`normalThreshold: expected a share from 0 to 1, got ${share}.`);
  if (maps.length === 0) throw new ShapeError('normalThreshold: there is no pixel.');
  const sorted = maps.slice().sort();
  return sorted[Math.max(0, sorted.length - 1 - Math.floor(share * sorted.length))];
}
