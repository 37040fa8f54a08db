/** DiAD's own settings. Every number says where it stands. */
import { z } from 'zod';
import { type DecayConfig, decaySection } from '../adamWSettings';
import { type DenoiserSettings, denoiserSection } from '../diffusion';

/** The configuration of a DiAD run. */
export interface DiadConfig extends DecayConfig {
  denoiser: DenoiserSettings;
  sampling: { steps: number };
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
  optimiser: decaySection(0.01, "authors' code: PyTorch's default, 0.01"),
};
