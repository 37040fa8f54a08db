/** A learning rate that rises at first and then falls along half a cosine. */

export interface WarmupCosine {
  /** Steps of the run. */
  steps: number;
  /** Steps of the rise from 0, of which the last has the whole rate. */
  warmup: number;
  /** What is left of the rate where the cosine ends, after the last step. */
  last: number;
}

/**
 * The share of the learning rate at a step, from 0 to 1.
 *
 * @param step Finished updates, from 0.
 */
export function warmupCosineAt(step: number, { steps, warmup, last }: WarmupCosine): number {
  if (step < warmup) return warmup === 1 ? 1 : step / (warmup - 1);
  return last + ((1 - last) * (1 + Math.cos((Math.PI * (step - warmup)) / (steps - warmup)))) / 2;
}
