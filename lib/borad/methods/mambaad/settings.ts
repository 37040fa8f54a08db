/** MambaAD's own settings. Every number says where it stands. */
import { z } from 'zod';
import { type DecayConfig, decaySection } from '../adamWSettings';
import { count } from '../numbers';
import { SCANS, type Scan } from './scanOrders';

/** The configuration of a MambaAD run. */
export interface MambaadConfig extends DecayConfig {
  student: {
    /** Widths of fusion and decoder at the sizes of the teacher's maps, finest first. */
    widths: [number, number, number];
  };
  stateSpace: {
    scan: Scan;
    /** Paths, half of them backwards. */
    directions: 2 | 4 | 8;
    /** Values of state per channel. */
    state: number;
    /** Channels inside, as a share of those of the map. */
    expansion: number;
    /** State-space blocks of each module, level by level, the coarsest first. */
    blocks: [number[], number[], number[], number[]];
  };
  loss: { weight: number };
}

/** A level's modules by their numbers of blocks; a module without blocks keeps its local branches. */
const level = z.array(z.number().int().min(0)).min(1);

export const mambaadSections = {
  student: z
    .strictObject({
      widths: z
        .tuple([count, count, count])
        .default([32, 64, 128])
        .describe("Widths of fusion and decoder, finest first (Section 4.1: the teacher's 64, 128, 256)"),
    })
    .prefault({}),
  stateSpace: z
    .strictObject({
      scan: z
        .enum(SCANS)
        .default('hilbert')
        .describe('Path over the map (Table 5: hilbert); hilbert and zorder need sides that are powers of two'),
      directions: z
        .union([z.literal(2), z.literal(4), z.literal(8)])
        .default(4)
        .describe('Paths, half of them backwards (Table 5: 8)'),
      state: count.default(4).describe("Values of state per channel (authors' code: 16)"),
      expansion: z
        .number()
        .positive()
        .max(4)
        .default(0.5)
        .describe("Channels inside a block as a share of the map's (authors' code: 2)"),
      blocks: z
        .tuple([level, level, level, level])
        .default([[1], [1], [1], [0]])
        .describe(
          "State-space blocks of each module, coarsest level first (authors' code: [[3],[2,2],[3,3],[3]]); 0: local branches only",
        ),
    })
    .prefault({}),
  loss: z
    .strictObject({
      weight: z.number().positive().max(1000).default(5).describe("Factor of the squared distance (authors' code: 5)"),
    })
    .prefault({}),
  optimiser: decaySection(1e-4, "authors' code: 1e-4"),
};
