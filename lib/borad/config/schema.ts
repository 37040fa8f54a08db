/**
 * The one schema of a run. From it come the type, the defaults, the command line's help and the error messages. Every
 * number of the paper that a run uses is a default or a preset in this folder, with its section.
 */
import { z } from 'zod';

/** The smallest and the largest number that single precision, in which models are trained, holds in full. */
const SMALLEST = 2 ** -126;
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

const fraction = z.number().min(0).max(1);
/** A factor above 0 that does not become 0 or infinite in training. */
const factor = z.number().min(SMALLEST).max(LARGEST);
/** A weight of a loss; 0: without it. */
const weight = z
  .number()
  .min(0)
  .max(LARGEST)
  .refine((value) => value === 0 || value >= SMALLEST, `Too small: expected 0 or at least ${SMALLEST}`);
/** A share of what was that is kept at every step, below 1 in single precision too. */
const decay = z
  .number()
  .min(0)
  .max(1 - 2 ** -24);
const count = z.number().int().min(1);
const width = z.number().int().min(4);

export const runSchema = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(0xffffffff)
    .default(42)
    .describe('Seed of weights, order and masks (Section 4.1: 42)'),
  data: z
    .strictObject({
      imageSize: z
        .number()
        .int()
        .min(32)
        .max(1024)
        .default(256)
        .describe("Height and width in pixels (authors' configuration: 256; the paper has none)"),
      categories: z.array(z.string()).default([]).describe('Categories to use; empty: all'),
      holdOut: z
        .number()
        .min(0)
        .max(0.5)
        .default(0.1)
        .describe('Share of a category kept from training for the colour scale, where it has no normal test photos'),
      range: z
        .enum(['auto', 'full', '8bit', '10bit', '12bit', '14bit'])
        .default('auto')
        .describe('Which value is white in files of more than 8 bits a channel; auto: told by the brightest'),
      maskLimit: z
        .number()
        .positive()
        .max(1)
        .default(0.5)
        .describe('Share of an image up to which its mask is believed; 1: defects may fill images'),
      procedural: z
        .strictObject({
          seed: z
            .number()
            .int()
            .min(0)
            .max(0xffffffff)
            .default(1)
            .describe('Seed of the images, apart from the run seed'),
          train: count.default(32).describe('Normal training images a category'),
          testGood: count.default(10).describe('Normal test images a category'),
          testDefective: count.default(15).describe('Defective test images a category'),
        })
        .prefault({}),
    })
    .prefault({}),
  teacher: z
    .strictObject({
      name: z
        .enum(['mobilenet-v2-openimages', 'wide-resnet50-2', 'resnet50', 'resnet18', 'onnx'])
        .default('mobilenet-v2-openimages')
        .describe('Frozen teacher (Appendix C: wide-resnet50-2)'),
      file: z.string().default('').describe("File with the teacher's weights; empty: its place in the user's cache"),
      outputs: z
        .array(z.string())
        .default([])
        .describe('Of an ONNX file: names of the three maps, finest first; empty: its outputs in their order'),
      taps: z.enum(['bottleneck', 'expansion']).default('bottleneck').describe('Which three maps are read'),
      pooling: z
        .union([z.literal(1), z.literal(2), z.literal(4)])
        .default(2)
        .describe('Average pooling of the maps; 1: none'),
    })
    .prefault({}),
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
      probability: fraction.default(0.5).describe('Chance that a step is masked at all (Appendix B.6: 0.5)'),
      ratio: z.number().min(0).max(0.95).default(0.5).describe('Share of locations masked (Table 10: 0.5)'),
    })
    .prefault({}),
  training: z
    .strictObject({
      steps: count.default(600).describe('Optimiser steps'),
      epochs: z
        .number()
        .int()
        .min(0)
        .default(0)
        .describe(
          "Passes over the training images, which then set the steps (authors' configuration: 100); 0: steps counts",
        ),
      batchSize: z
        .number()
        .int()
        .min(1)
        .max(256)
        .default(16)
        .describe("Images per step (authors' configuration: 16; the paper has none)"),
      learningRate: factor.max(1).default(5e-3).describe('Learning rate of the three Adams (Appendix C: 5e-3)'),
      beta1: decay.default(0.5).describe('Adam beta 1 (Appendix C: 0.5)'),
      beta2: decay.default(0.999).describe('Adam beta 2 (Appendix C: 0.999)'),
      epsilon: factor.default(1e-8).describe('Adam epsilon'),
      decayAt: fraction.default(0.8).describe('Share of the run after which the rate falls (Appendix C: epoch 80)'),
      decayFactor: factor.max(1).default(0.1).describe('Factor of that fall (Appendix C: 0.1)'),
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
  detection: z
    .strictObject({
      smoothing: z.number().min(0).max(64).default(4).describe('Gaussian sigma of the map in pixels; 0: none'),
      imageScore: z.literal('max').default('max').describe("Image score: the map's maximum"),
    })
    .prefault({}),
  evaluation: z
    .strictObject({
      fprLimit: z.number().positive().max(1).default(0.3).describe('False-positive rate up to which AUPRO integrates'),
    })
    .prefault({}),
});
