/** DeSTSeg's own settings. Numbers of the paper say where they stand; "here" marks what is scaled down. */
import { z } from 'zod';
import { count, decay, factor, fraction } from '../numbers';
import type { RunConfig } from '../runConfig';
import type { Triple } from './architecture';

/** The configuration of a DeSTSeg run. `training` holds the student's learning rate and Adam. */
export interface DestsegConfig extends RunConfig {
  network: {
    /** Channels of the student at the sizes of the three maps, finest first. */
    widths: Triple;
    /** Channels of the student's deepest map. */
    deepest: number;
    /** Channels of the segmentation network. */
    segmentation: number;
    /** Dilations of the segmentation's pyramid. */
    rates: number[];
  };
  corruption: {
    /** Corrupted copies of each training image. */
    copies: number;
    /** Gradient noise above this is corrupted. */
    threshold: number;
    /** How much of the image shows through at most. */
    transparency: number;
    /** Share of copies that are covered by a part of another training image; the others get colour noise. */
    pasted: number;
  };
  segmentation: {
    /** Of its own Adam. */
    learningRate: number;
    beta1: number;
  };
}

export const destsegSections = {
  network: z
    .strictObject({
      widths: z
        .tuple([count, count, count])
        .default([32, 64, 128])
        .describe("Channels of the student, finest map first (authors' code: 64, 128, 256)"),
      deepest: count.default(128).describe("Channels of the student's deepest map (authors' code: 512)"),
      segmentation: count.default(32).describe("Channels of the segmentation network (authors' code: 256)"),
      rates: z
        .array(count)
        .min(1)
        .default([2, 4, 8])
        .describe("Dilations of the segmentation's pyramid (authors' code: 6, 12, 18 on 64x64)"),
    })
    .prefault({}),
  corruption: z
    .strictObject({
      copies: count
        .max(100)
        .default(2)
        .describe('Corrupted copies of each training image, made once (authors: a new one at every step)'),
      threshold: fraction.default(0.5).describe("Gradient noise above this is corrupted (authors' code: 0.5)"),
      transparency: fraction.default(0.8).describe("How much of the image shows through at most (authors' code: 0.8)"),
      pasted: fraction
        .default(0.5)
        .describe(
          'Share of copies covered by another training image, the others by colour noise (authors: DTD photos)',
        ),
    })
    .prefault({}),
  segmentation: z
    .strictObject({
      learningRate: factor
        .max(1)
        .default(2e-3)
        .describe("Learning rate of the segmentation's Adam (authors' code: SGD with 0.1 and 0.01)"),
      beta1: decay.default(0.9).describe("Beta 1 of the segmentation's Adam (authors' code: momentum 0.9)"),
    })
    .prefault({}),
};
