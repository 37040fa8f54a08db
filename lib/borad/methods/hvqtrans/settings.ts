/** HVQ-Trans's own settings. Every number says where it stands. */
import { z } from 'zod';
import { type DecayConfig, decaySection } from '../adamWSettings';
import { count, fraction, weight } from '../numbers';

/** The configuration of an HVQ-Trans run. */
export interface HvqTransConfig extends DecayConfig {
  transformer: {
    /** Pixels per token. */
    stride: number;
    /** Channels of the encoder; the decoder has twice as many. */
    width: number;
    heads: number;
    /** Width inside feed-forward layers. */
    hidden: number;
    /** Layers of the encoder, and of the decoder. */
    layers: number;
  };
  codebooks: {
    /** Codes of a codebook. */
    codes: number;
    /** Whether an image's category is told at test time, or the nearest codebook's. */
    category: 'told' | 'nearest';
    /** Steps between reseedings of unused codes; 0: never. */
    reseedEvery: number;
    reseedUntil: number;
    /** Average count below which a code is reseeded. */
    reseedBelow: number;
  };
  loss: {
    lambdaCommitment: number;
  };
  score: {
    /** Weight of the transport cost in the anomaly map; 0: without it. */
    transport: number;
  };
}

export const hvqTransSections = {
  transformer: z
    .strictObject({
      stride: count.default(32).describe("Pixels per token (authors' code: 16)"),
      width: count.default(64).describe("Channels of the encoder, half of the decoder's (authors' code: 256)"),
      heads: count.default(4).describe("Heads of an attention (authors' code: 8)"),
      hidden: count.default(256).describe("Width inside feed-forward layers (authors' code: 1024)"),
      layers: count.default(2).describe("Layers of the encoder, and of the decoder (authors' code: 4)"),
    })
    .prefault({}),
  codebooks: z
    .strictObject({
      codes: count.default(64).describe("Codes of a codebook (authors' code: 512)"),
      category: z
        .enum(['told', 'nearest'])
        .default('told')
        .describe(
          "At test time: the image's category as the set tells it (authors' design; photos without one get the nearest), or that of the nearest codebook",
        ),
      reseedEvery: z
        .number()
        .int()
        .min(0)
        .default(25)
        .describe("Steps between reseedings of unused codes (authors' code: 0, never)"),
      reseedUntil: fraction.default(0.8).describe("Share of the run after which codes stay (authors' code has none)"),
      reseedBelow: z
        .number()
        .min(0)
        .max(1e9)
        .default(0.05)
        .describe("Average count below which a code is unused (authors' code has none)"),
    })
    .prefault({}),
  loss: z
    .strictObject({
      lambdaCommitment: weight.default(0.25).describe("Weight of the codebooks' commitment (authors' code: 0.25)"),
    })
    .prefault({}),
  optimiser: decaySection(1e-4, "authors' code: 1e-4"),
  score: z
    .strictObject({
      transport: weight
        .default(0)
        .describe(
          "Weight of the transport cost in the anomaly map; 0: without (authors' second model: 80, on their map)",
        ),
    })
    .prefault({}),
};
