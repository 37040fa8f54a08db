/** UniAD's own settings. Every number says where it stands. */
import { z } from 'zod';
import { count } from '../numbers';
import { type WarmupConfig, warmupSection } from '../warmupSettings';

/** The configuration of a UniAD run. */
export interface UniadConfig extends WarmupConfig {
  transformer: {
    /** Pixels per token. */
    stride: number;
    /** Channels inside. */
    width: number;
    heads: number;
    /** Width inside the feed-forward layers. */
    hidden: number;
    encoderLayers: number;
    decoderLayers: number;
    /** Side of the square of tokens that is hidden from its middle; see `neighbourMask`. */
    window: number;
    /** Layer norms stand before or behind the sublayers. */
    norm: 'before' | 'behind';
  };
  jitter: {
    alpha: number;
  };
}

export const uniadSections = {
  transformer: z
    .strictObject({
      stride: count.default(16).describe("Pixels per token (authors' code: 16)"),
      width: count.default(64).describe("Channels inside (authors' code: 256)"),
      heads: count.default(4).describe("Heads of an attention (authors' code: 8)"),
      hidden: count.default(256).describe("Width inside feed-forward layers (authors' code: 1024)"),
      encoderLayers: count.default(2).describe('Layers of the encoder (Section 4.1: 4)'),
      decoderLayers: count.default(2).describe('Layers of the decoder (Section 4.1: 4)'),
      window: count.default(7).describe('Side of the hidden neighbourhood in tokens (Section 4.1: 7)'),
      norm: z
        .enum(['before', 'behind'])
        .default('before')
        .describe("Layer norms before or behind the sublayers (authors' code: behind)"),
    })
    .prefault({}),
  jitter: z
    .strictObject({
      alpha: z
        .number()
        .min(0)
        .default(15)
        .describe(
          'Scale of the noise on tokens; alpha / sqrt(channels) is its share (Section 4.1: 20 for 272 channels)',
        ),
    })
    .prefault({}),
  schedule: warmupSection(30, "authors' code: 0, at a thirtieth of the rate"),
};
