/** The mask of a synthetic anomaly: where turned gradient noise exceeds a threshold (arXiv 2211.11317, Section 3.1; 2108.07610). */
import type { Rng } from '../../base';
import { gradientNoise } from './gradientNoise';
import { turned } from './turned';

/** The grid has 2^0 to 2^5 cells a side. */
const GREATEST_EXPONENT = 5;
/** Draws before an empty mask is taken. */
const ATTEMPTS = 8;

/**
 * @param size Height and width, pixels.
 * @param threshold Noise above it is marked.
 * @returns [size, size], 0 or 1; empty only where it came out empty eight times.
 */
export function anomalyMask(rng: Rng, size: number, threshold: number): Float32Array {
  let mask = new Float32Array(size * size);
  for (let attempt = 0; attempt < ATTEMPTS && !mask.includes(1); attempt++) {
    const side = () => 2 ** rng.int(GREATEST_EXPONENT + 1);
    const noise = gradientNoise(rng, size, [side(), side()]);
    mask = turned(noise, size, rng.range(-Math.PI / 2, Math.PI / 2)).map((value) => (value > threshold ? 1 : 0));
  }
  return mask;
}
