/** A learning rate that rises at first: what transformers need before their norms have settled. */

/**
 * The share of the learning rate at a step: linear from 1 / steps up to 1.
 *
 * @param step Finished updates, from 0.
 * @param steps Steps of the rise; 0: none.
 */
export function warmupAt(step: number, steps: number): number {
  return Math.min(1, (step + 1) / Math.max(steps, 1));
}
