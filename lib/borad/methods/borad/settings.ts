/** BoRAD's own settings. Every number of the paper that is a default here says where it comes from. */
import { z } from 'zod';
import { count, fraction, weight } from '../numbers';
import type { RunConfig } from '../runConfig';
import type { Triple } from './architecture';
import type { Routing } from './prototypes';
import type { ReconstructionMode } from './reconstructionLoss';

/** The configuration of a BoRAD run. */
export interface BoradConfig extends RunConfig {
  model: {
    /** Widths of projector, fusion and decoder; `teacher`: the teacher's channels. */
    widths: 'teacher' | Triple;
    /** Prototypes N at each location. */
    prototypes: number;
    routing: Routing;
  };
  loss: {
    reconstruction: ReconstructionMode;
    spatial: boolean;
    global: boolean;
    prototypes: boolean;
    shift: boolean;
    lambdaSpatial: number;
    lambdaGlobal: number;
  };
  masking: {
    enabled: boolean;
    /** Probability that a step is masked at all. */
    probability: number;
    /** Share of locations that are masked. */
    ratio: number;
  };
  momentum: {
    schedule: 'linear' | 'constant' | 'cosine';
    start: number;
    end: number;
  };
}

const width = z.number().int().min(4);

/** The sections that BoRAD adds to a configuration. */
export const boradSections = {
  model: z
    .strictObject({
      widths: z
        .union([z.literal('teacher'), z.tuple([width, width, width])])
        .default([32, 64, 128])
        .describe("Widths of projector, fusion and decoder, or 'teacher' (method.md, section 7)"),
      prototypes: count.default(7).describe('Prototypes N at each location (Table 8: 7)'),
      routing: z
        .enum(['cosine', 'linear'])
        .default('cosine')
        .describe('Prototype similarity (Section 3.3; Appendix B.3)'),
    })
    .prefault({}),
  loss: z
    .strictObject({
      reconstruction: z.enum(['flattened', 'per-location']).default('flattened').describe('Form of L_recon'),
      spatial: z.boolean().default(true).describe('Use L_spatial (Table 5)'),
      global: z.boolean().default(true).describe('Use L_global (Table 5)'),
      prototypes: z.boolean().default(true).describe('Merge with routed prototypes (Table 5)'),
      shift: z.boolean().default(true).describe('Global alignment relative to anchors (Table 5)'),
      lambdaSpatial: weight.default(1).describe('Weight of L_spatial (Table 2: 1)'),
      lambdaGlobal: weight.default(1).describe('Weight of L_global (Table 3: 1)'),
    })
    .prefault({}),
  masking: z
    .strictObject({
      enabled: z.boolean().default(true).describe('Mask the two views (Appendix B.6, eqs. 39-40)'),
      probability: fraction.default(0.5).describe('Probability that a step is masked at all (Appendix B.6: 0.5)'),
      ratio: z.number().min(0).max(0.95).default(0.5).describe('Share of locations masked (Table 10: 0.5)'),
    })
    .prefault({}),
  momentum: z
    .strictObject({
      schedule: z
        .enum(['linear', 'constant', 'cosine'])
        .default('linear')
        .describe('Schedule of the EMA momentum (Table 9)'),
      start: fraction.default(0.99).describe('Momentum at the first step (Table 9)'),
      end: fraction.default(0.999).describe('Momentum at the last step (Table 9)'),
    })
    .prefault({}),
};
