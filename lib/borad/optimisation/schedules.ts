/** What changes from step to step of every optimiser: the learning rate and Adam's bias corrections. Numbers, not tensors. */

/** What the learning rate of a step follows from. */
export interface RateSettings {
  /** Optimiser steps of the run. */
  steps: number;
  /** Before its fall. */
  learningRate: number;
  /** Share of the run after which it falls. */
  decayAt: number;
  /** What it is multiplied by then. */
  decayFactor: number;
  /** Whether it falls at all. Default `step`: it does. */
  decay?: 'step' | 'none';
}

/**
 * The learning rate of a step: the base rate, and its tenth after 80% of the run (Appendix C: from epoch 80); the base rate
 * throughout where `decay` is `none`.
 *
 * @param step Finished updates, from 0.
 */
export function learningRateAt(step: number, training: RateSettings): number {
  if (training.decay === 'none') return training.learningRate;
  return step >= Math.round(training.steps * training.decayAt)
    ? training.learningRate * training.decayFactor
    : training.learningRate;
}

/** Adam's corrections of both moments at a step, 1 / (1 - beta^t) with t = step + 1. */
export function biasCorrections(step: number, beta1: number, beta2: number): { first: number; second: number } {
  return { first: 1 / (1 - beta1 ** (step + 1)), second: 1 / (1 - beta2 ** (step + 1)) };
}
