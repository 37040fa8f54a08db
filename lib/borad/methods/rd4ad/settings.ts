/** RD4AD's own settings. */
import { z } from 'zod';
import type { RunConfig } from '../runConfig';

/** The configuration of an RD4AD run. */
export interface Rd4adConfig extends RunConfig {
  student: {
    /** Widths of embedding and decoder, finest first; `teacher`: the teacher's channels. */
    widths: 'teacher' | [number, number, number];
  };
}

const width = z.number().int().min(4);

export const rd4adSections = {
  student: z
    .strictObject({
      widths: z
        .union([z.literal('teacher'), z.tuple([width, width, width])])
        .default([32, 64, 128])
        .describe("Widths of embedding and decoder, or 'teacher' (Section 3.2: the teacher's; here as BoRAD's)"),
    })
    .prefault({}),
};
