/** The noise of Stable Diffusion (arXiv 2112.10752), and how a deterministic sampler (DDIM, arXiv 2010.02502) goes back. */

/** Times of the noising process. */
export const TIMES = 1000;

/** The first and the last variance that a time adds. */
const BETAS: [number, number] = [0.00085, 0.012];

/** alpha-bar: how much of the signal's variance is left at each of the times, betas being linear in their roots. */
export const ALPHA_BAR: readonly number[] = (() => {
  const [first, last] = BETAS.map(Math.sqrt);
  let left = 1;
  return Array.from({ length: TIMES }, (_, t) => {
    left *= 1 - (first + ((last - first) * t) / (TIMES - 1)) ** 2;
    return left;
  });
})();

/** Shares of signal and noise at a time: sqrt(alpha-bar) and sqrt(1 - alpha-bar). */
export function sharesAt(time: number): { signal: number; noise: number } {
  return { signal: Math.sqrt(ALPHA_BAR[time]), noise: Math.sqrt(1 - ALPHA_BAR[time]) };
}

/**
 * Times of as many steps, evenly spaced from 1, the latest first: 901, 801, ..., 1 for ten.
 *
 * @param steps From 1 to 1000.
 */
export function samplingTimes(steps: number): number[] {
  const apart = Math.floor(TIMES / steps);
  return Array.from({ length: steps }, (_, i) => 1 + (steps - 1 - i) * apart).map((t) => Math.min(t, TIMES - 1));
}

/**
 * What a network is told of a time: cosines, then sines of t 10000^(-i / half), i from 0.
 *
 * @param count Even.
 */
export function timeFeatures(time: number, count: number): number[] {
  const half = count / 2;
  const angles = Array.from({ length: half }, (_, i) => time * 10000 ** (-i / half));
  return [...angles.map(Math.cos), ...angles.map(Math.sin)];
}
