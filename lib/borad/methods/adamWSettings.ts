/** Adam with the decay of AdamW: its setting, and what the update takes of a configuration. */
import { z } from 'zod';
import type { StableSettings } from '../optimisation';
import { weight } from './numbers';
import type { RunConfig } from './runConfig';

/** A configuration with that decay. */
export interface DecayConfig extends RunConfig {
  optimiser: {
    /** Share of the weights taken away at a step, times the learning rate. */
    weightDecay: number;
  };
}

/** @param source Where the default stands, with the value there. */
export const weightDecay = (share: number, source: string) =>
  weight
    .max(1)
    .default(share)
    .describe(`Decay of AdamW: share of the weights taken away at a step, times the learning rate (${source})`);

/** The section of a method whose optimiser has no other setting. */
export const decaySection = (share: number, source: string) =>
  z.strictObject({ weightDecay: weightDecay(share, source) }).prefault({});

/** What the update takes of a configuration. */
export function adamWSettings({
  training,
  optimiser,
}: Pick<DecayConfig, 'training' | 'optimiser'>): StableSettings & RunConfig['training'] {
  return { ...training, weightDecay: optimiser.weightDecay };
}
