/** ViTAD's own settings. Every number says where it stands. */
import { z } from 'zod';
import { count } from '../numbers';
import { type WarmupConfig, warmupSection } from '../warmupSettings';

/** The configuration of a ViTAD run. */
export interface VitadConfig extends WarmupConfig {
  transformer: {
    /** Pixels per token. */
    stride: number;
    /** Channels inside. */
    width: number;
    heads: number;
    /** Width inside the feed-forward layers. */
    hidden: number;
    blocks: number;
  };
}

export const vitadSections = {
  transformer: z
    .strictObject({
      stride: count.default(32).describe("Pixels per token (authors' code: 16)"),
      width: count.default(96).describe("Channels inside (authors' code: 384)"),
      heads: count.default(3).describe("Heads of an attention (authors' code: 6)"),
      hidden: count.default(384).describe("Width inside feed-forward layers (authors' code: 1536)"),
      blocks: count.default(6).describe("Blocks; maps are read off after each third of them (authors' code: 9)"),
    })
    .prefault({}),
  schedule: warmupSection(30, "authors' code: 0, at a twentieth of the rate"),
};
