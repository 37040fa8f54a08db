/** The setting of a learning rate that rises at first. */
import { z } from 'zod';
import type { RunConfig } from './runConfig';

/** A configuration with it. */
export interface WarmupConfig extends RunConfig {
  schedule: {
    /** Steps over which the learning rate rises. */
    warmup: number;
  };
}

/** @param source What the authors do instead. */
export const warmupSection = (steps: number, source: string) =>
  z
    .strictObject({
      warmup: z.number().int().min(0).default(steps).describe(`Steps over which the learning rate rises (${source})`),
    })
    .prefault({});
