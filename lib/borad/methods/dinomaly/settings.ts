/** Dinomaly's own settings. Every number says where it stands. */
import { z } from 'zod';
import { count, fraction, weight } from '../numbers';
import { type StableConfig, stableSection } from '../stableSettings';

/** The configuration of a Dinomaly run. */
export interface DinomalyConfig extends StableConfig {
  transformer: {
    /** Pixels per token. */
    stride: number;
    /** Channels inside. */
    width: number;
    heads: number;
    /** Width inside bottleneck and feed-forward layers. */
    hidden: number;
    blocks: number;
    /** Share of the bottleneck's values that is left out. */
    dropout: number;
  };
  mining: {
    /** Share of the points that count little, at its end. */
    share: number;
    /** How much they count. */
    rest: number;
    /** Share of the run over which that share grows from 0. */
    growth: number;
  };
}

export const dinomalySections = {
  transformer: z
    .strictObject({
      stride: count.default(32).describe("Pixels per token (authors' code: 14)"),
      width: count.default(96).describe("Channels inside (authors' code: 768)"),
      heads: count.default(4).describe("Heads of an attention (authors' code: 12)"),
      hidden: count.default(384).describe("Width inside bottleneck and feed-forward layers (authors' code: 3072)"),
      blocks: count.default(4).describe("Blocks of the decoder; half of them rebuild a group (authors' code: 8)"),
      dropout: z
        .number()
        .min(0)
        .max(0.99)
        .default(0.2)
        .describe("Share of the bottleneck's values that is left out in training (authors' code: 0.2)"),
    })
    .prefault({}),
  mining: z
    .strictObject({
      share: fraction.default(0.9).describe("Share of the points whose gradient is reduced (authors' code: 0.9)"),
      rest: weight.max(1).default(0.1).describe("What their gradient is multiplied by (authors' code: 0.1)"),
      growth: fraction
        .default(0.1)
        .describe("Share of the run over which that share grows from 0 (authors' code: 1,000 of 10,000 steps)"),
    })
    .prefault({}),
  optimiser: stableSection,
};
