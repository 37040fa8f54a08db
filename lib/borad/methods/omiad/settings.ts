/**
 * OmiAD's own settings. The method section of its paper could not be read when this was written: numbers marked "a guess" are
 * set after the abstract and the cited building blocks (guided diffusion, SiD, SiDA), as the whole method is.
 */
import { z } from 'zod';
import { type DecayConfig, decaySection } from '../adamWSettings';
import { type DenoiserSettings, denoiserSection, TIMES } from '../diffusion';
import { decay, factor, fraction, weight } from '../numbers';

/** The configuration of an OmiAD run. */
export interface OmiadConfig extends DecayConfig {
  denoiser: DenoiserSettings;
  masking: { rate: number };
  distillation: {
    /** Time to which the generator's input is noised. */
    start: number;
    alpha: number;
    /** First and last time at which scores are compared. */
    times: [number, number];
    adversarial: number;
    reconstruction: number;
    learningRate: number;
    beta1: number;
  };
}

const time = z
  .number()
  .int()
  .min(0)
  .max(TIMES - 1);

export const omiadSections = {
  denoiser: denoiserSection,
  masking: z
    .strictObject({
      rate: fraction
        .default(0.6)
        .describe('Share of locations hidden where there is no noise, falling to 0 where all is noise (a guess)'),
    })
    .prefault({}),
  distillation: z
    .strictObject({
      start: time.default(300).describe("Time to which the generator's input is noised, of 1000 (a guess)"),
      alpha: z.number().min(0).max(10).default(1.2).describe('Alpha of score identity distillation (SiD: 1.2)'),
      times: z
        .tuple([time, time])
        .default([20, 979])
        .describe('First and last time at which scores are compared (SiD: the ends are left out)'),
      adversarial: weight.default(0.1).describe('Weight of the adversarial terms (a guess)'),
      reconstruction: weight
        .default(1)
        .describe("Weight of the generator's distance from its own input (a guess, as the term itself)"),
      learningRate: factor.max(1).default(1e-4).describe('Learning rate of both Adams of the distillation (SiD: 1e-5)'),
      beta1: decay.default(0).describe('Beta 1 of both (SiD: 0)'),
    })
    .prefault({}),
  optimiser: decaySection(0.01, "PyTorch's default, a guess; none in the distillation"),
};
