/** PatchCore's own settings. Numbers of the paper say where they stand; "here" marks what is scaled down. */
import { z } from 'zod';
import { count } from '../numbers';
import type { RunConfig } from '../runConfig';

/** The configuration of a PatchCore run. */
export interface PatchcoreConfig extends RunConfig {
  memory: {
    /** Patches that the coreset is picked from, of all training images together. */
    patches: number;
    /** Entries of the bank. */
    entries: number;
    /** Numbers per patch while the coreset is picked. */
    projection: number;
    /** Points from which the first distances are measured. */
    starts: number;
    /** The teacher's map whose size the grid of patches has, 0 the finest. */
    scale: 0 | 1 | 2;
  };
}

export const patchcoreSections = {
  memory: z
    .strictObject({
      patches: count
        .default(20_000)
        .describe('Random patches of all training images that the coreset is picked from (paper: all; here: for time)'),
      entries: count
        .default(2_000)
        .describe('Entries of the one bank for all categories (Section 3.2: 1 to 25% of the patches of one category)'),
      projection: count
        .default(64)
        .describe("Numbers per patch while the coreset is picked, by a random projection (authors' code: 128)"),
      starts: count
        .default(10)
        .describe("Random points to which the coreset's first distances are measured (authors' code: 10)"),
      scale: z
        .union([z.literal(0), z.literal(1), z.literal(2)])
        .default(0)
        .describe('Map whose size the grid of patches has, 0: the finest (Section 3.1: the finer of the two used)'),
    })
    .prefault({}),
};
