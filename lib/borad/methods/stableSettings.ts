/** Settings of StableAdamW with its schedule, which some methods share. */
import { z } from 'zod';
import { biasCorrections, learningRateAt, warmupCosineAt } from '../optimisation';
import { type DecayConfig, weightDecay } from './adamWSettings';
import { scalarInput } from './inputs';
import { fraction } from './numbers';
import type { ConfigOverrides } from './runConfig';

/** A configuration with those settings. */
export interface StableConfig extends DecayConfig {
  optimiser: DecayConfig['optimiser'] & {
    /** Share of the run over which the learning rate rises. */
    warmup: number;
    /** What is left of the learning rate at the end of its fall. */
    last: number;
  };
}

export const stableSection = z
  .strictObject({
    weightDecay: weightDecay(1e-4, "authors' code: 1e-4"),
    warmup: fraction
      .default(0.05)
      .describe("Share of the run over which the learning rate rises from 0 (authors' code: 100 steps)"),
    last: fraction.default(0.1).describe("What the cosine leaves of the learning rate (authors' code: 0.1)"),
  })
  .prefault({});

/** The settings that all methods share as those authors have them. */
export function stableDefaults(learningRate: number): ConfigOverrides {
  return { training: { learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-10, decay: 'none', clip: 0.1 } };
}

/** Learning rate and bias corrections of a step; the step-wise fall that all methods share comes on top where it is asked for. */
export function stableInputs(step: number, { training, optimiser }: StableConfig) {
  const { steps, beta1, beta2 } = training;
  const schedule = { steps, warmup: Math.round(optimiser.warmup * steps), last: optimiser.last };
  const { first, second } = biasCorrections(step, beta1, beta2);
  return {
    learningRate: scalarInput(learningRateAt(step, training) * warmupCosineAt(step, schedule)),
    firstCorrection: scalarInput(first),
    secondCorrection: scalarInput(second),
  };
}
