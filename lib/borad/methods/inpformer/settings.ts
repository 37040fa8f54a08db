/** INP-Former's own settings. Every number says where it stands. */
import { z } from 'zod';
import { count, weight } from '../numbers';
import { type StableConfig, stableSection } from '../stableSettings';

/** The configuration of an INP-Former run. */
export interface InpFormerConfig extends StableConfig {
  transformer: {
    /** Pixels per token. */
    stride: number;
    prototypes: number;
    /** Channels inside. */
    width: number;
    heads: number;
    /** Width inside bottleneck and feed-forward layers. */
    hidden: number;
    blocks: number;
  };
  loss: {
    lambdaCoherence: number;
    /** Power of a point's distance that its gradient is multiplied by. */
    power: number;
  };
}

export const inpFormerSections = {
  transformer: z
    .strictObject({
      stride: count.default(32).describe("Pixels per token (authors' code: 14)"),
      prototypes: count.default(6).describe("Prototypes of an image (authors' code: 6)"),
      width: count.default(96).describe("Channels inside (authors' code: 768)"),
      heads: count.default(4).describe("Heads of an attention (authors' code: 12)"),
      hidden: count.default(384).describe("Width inside bottleneck and feed-forward layers (authors' code: 3072)"),
      blocks: count.default(4).describe("Blocks of the decoder; half of them rebuild a group (authors' code: 8)"),
    })
    .prefault({}),
  loss: z
    .strictObject({
      lambdaCoherence: weight.default(0.2).describe("Weight of the coherence loss (authors' code: 0.2)"),
      power: z
        .number()
        .min(0)
        .max(16)
        .default(3)
        .describe("Power of a point's distance that weighs its gradient; 0: all alike (authors' code: 3)"),
    })
    .prefault({}),
  optimiser: stableSection,
};
