/** DiAD's own settings. Every number says where it stands. */
import { z } from 'zod';
import { type DenoiserSettings, denoiserSection } from '../diffusion';
import { decay } from '../numbers';
import type { RunConfig } from '../runConfig';

/** The configuration of a DiAD run. */
export interface DiadConfig extends RunConfig {
  denoiser: DenoiserSettings;
  sampling: { steps: number };
  optimiser: { weightDecay: number };
}

export const diadSections = {
  denoiser: denoiserSection,
  sampling: z
    .strictObject({
      steps: z
        .number()
        .int()
        .min(2)
        .max(1000)
        .default(10)
        .describe("Steps of DDIM from noise to the reconstruction (authors' code: 10)"),
    })
    .prefault({}),
  optimiser: z
    .strictObject({
      weightDecay: decay.default(0.01).describe("Decay of AdamW (authors' code: PyTorch's default, 0.01)"),
    })
    .prefault({}),
};
