/** What changes from step to step: learning rate, momentum and Adam's bias corrections. Numbers, not tensors. */
import type { RunConfig } from '../config';

/**
 * The learning rate of a step: the base rate, and its tenth after 80% of the run (Appendix C: from epoch 80).
 *
 * @param step Finished updates, from 0.
 */
export function learningRateAt(
  step: number,
  training: Pick<RunConfig['training'], 'steps' | 'learningRate' | 'decayAt' | 'decayFactor'>,
): number {
  return step >= Math.round(training.steps * training.decayAt)
    ? training.learningRate * training.decayFactor
    : training.learningRate;
}

/**
 * The momentum m of the projector's moving average (Section 3, "Setup"; Table 9).
 *
 * @param step Finished updates, from 0.
 * @param total Updates of the whole run.
 */
export function momentumAt(step: number, total: number, { schedule, start, end }: RunConfig['momentum']): number {
  const progress = Math.min(step / Math.max(total, 1), 1);
  if (schedule === 'constant') return start;
  if (schedule === 'cosine') return end - ((end - start) * (1 + Math.cos(Math.PI * progress))) / 2;
  return start + (end - start) * progress;
}

/** Adam's corrections of both moments at a step, 1 / (1 - beta^t) with t = step + 1. */
export function biasCorrections(step: number, beta1: number, beta2: number): { first: number; second: number } {
  return { first: 1 / (1 - beta1 ** (step + 1)), second: 1 / (1 - beta2 ** (step + 1)) };
}
