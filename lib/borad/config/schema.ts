/**
 * The schema of a run: what all methods share, with the method's own sections in it. From it come the defaults, the command
 * line's help and the error messages. Every number of the paper that a run uses is a default here or in the method's folder, or
 * a preset, with its section.
 */
import { z } from 'zod';
import { imageSizeOf } from '../base';
import { METHODS, type Method, type RunConfig } from '../methods';
import { count, decay, factor, fraction } from '../methods/numbers';

/** What is said of a size in another form. */
const SIZE = 'Expected one number for squares, or [height, width], whole numbers from 32 to 1024';

const side = z.number().int().min(32).max(1024);

/** The settings that stand before a method's own. */
const before = {
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
        .union([side, z.tuple([side, side])], { error: SIZE })
        .overwrite((size) => (typeof size === 'number' ? size : imageSizeOf(...size)))
        .default(256)
        .describe(
          "Height and width in pixels: a number for squares, or [height, width] (authors' configuration: 256; the paper has none)",
        ),
      categories: z.array(z.string()).default([]).describe('Categories to use; empty: all'),
      holdOut: z
        .number()
        .min(0)
        .max(0.5)
        .default(0.1)
        .describe(
          "Share of a category's normal photos held back from training for limits and colour scale (see data.holdOutFrom)",
        ),
      holdOutLeast: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .default(8)
        .describe('Fewest photos kept per category, as long as that is at most one in five'),
      holdOutFrom: z
        .enum(['untested', 'all'])
        .default('untested')
        .describe('Where photos are kept: in categories without normal test photos, or in all'),
      range: z
        .enum(['auto', 'full', '8bit', '10bit', '12bit', '14bit'])
        .default('auto')
        .describe(
          'Which value is white in files of more than 8 bits per channel; auto: decided by the brightest value',
        ),
      maskLimit: z
        .number()
        .positive()
        .max(1)
        .default(0.5)
        .describe('Largest share of an image that its mask may mark; 1: defects may fill images'),
      maskRule: z
        .enum(['overlap', 'nearest', 'bilinear'])
        .default('overlap')
        .describe('How masks are resized; bilinear, above a half, is the benchmark protocol (docs/differences.md)'),
      tiling: z
        .strictObject({
          side: z
            .number()
            .int()
            .min(0)
            .max(16384)
            .refine((value) => value === 0 || value >= 32, 'Too small: expected 0 or at least 32')
            .default(0)
            .describe('Side in pixels of the tiles that photos are cut into for training and scoring; 0: not cut'),
          overlap: z
            .number()
            .min(0)
            .max(0.5)
            .default(0.25)
            .describe('Smallest share of a tile that it has in common with the next one'),
        })
        .prefault({}),
      roi: z
        .string()
        .regex(/^(\d+x\d+:[\d,]+)?$/, 'Expected WIDTHxHEIGHT:RUNS')
        .default('')
        .describe('Region of interest, the same in all photos, as --roi MASK.png writes it; empty: everything'),
      resize: z
        .enum(['libvips', 'antialias'])
        .default('libvips')
        .describe(
          "How photos are resized to the model's size; antialias: as in Pillow and exported files, whose maps are then equal to the last bit",
        ),
      procedural: z
        .strictObject({
          seed: z
            .number()
            .int()
            .min(0)
            .max(0xffffffff)
            .default(1)
            .describe("Seed of the images, separate from the run's seed"),
          train: count.default(32).describe('Normal training images per category'),
          testGood: count.default(10).describe('Normal test images per category'),
          testDefective: count.default(15).describe('Defective test images per category'),
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
        .describe(
          'For an ONNX file: names of the three maps, finest first, or one output of tokens [B, T, C]; empty: its outputs in order',
        ),
      taps: z.enum(['bottleneck', 'expansion']).default('bottleneck').describe('Which three maps are read'),
      pooling: z
        .union([z.literal(1), z.literal(2), z.literal(4)])
        .default(2)
        .describe('Average pooling of the maps; 1: none'),
    })
    .prefault({}),
};

/** Those that follow them. */
const after = {
  training: z
    .strictObject({
      steps: count.default(600).describe('Optimiser steps'),
      epochs: z
        .number()
        .int()
        .min(0)
        .default(0)
        .describe(
          "Passes over the training images, which then set the steps (authors' configuration: 100); 0: training.steps applies",
        ),
      batchSize: z
        .number()
        .int()
        .min(1)
        .max(256)
        .default(16)
        .describe("Images per step (authors' configuration: 16; the paper has none)"),
      learningRate: factor
        .max(1)
        .default(5e-3)
        .describe("Learning rate (BoRAD's three Adams: Appendix C, 5e-3; other methods: theirs, scaled to short runs)"),
      beta1: decay.default(0.5).describe('Adam beta 1 (Appendix C: 0.5)'),
      beta2: decay.default(0.999).describe('Adam beta 2 (Appendix C: 0.999)'),
      epsilon: factor.default(1e-8).describe('Adam epsilon'),
      decayAt: fraction.default(0.8).describe('Share of the run after which the rate falls (Appendix C: epoch 80)'),
      decayFactor: factor.max(1).default(0.1).describe('Factor of that fall (Appendix C: 0.1)'),
      decay: z
        .enum(['step', 'none'])
        .default('step')
        .describe("Whether the rate falls at all; none: as in the authors' code (docs/differences.md)"),
      clip: z
        .number()
        .min(0)
        .max(1e9)
        .default(0)
        .describe("Largest norm of all gradients together (authors' configuration: 5); 0: no limit"),
      balance: z
        .enum(['none', 'category'])
        .default('none')
        .describe(
          'Whether all images are equally likely, or categories take turns, however many images each has (not in the paper)',
        ),
    })
    .prefault({}),
  detection: z
    .strictObject({
      smoothing: z.number().min(0).max(64).default(4).describe('Gaussian sigma of the map in pixels; 0: none'),
      imageScore: z
        .enum(['max', 'mean', 'top'])
        .default('max')
        .describe("Image score: the map's maximum, its mean, or the mean of its greatest values (top)"),
      topShare: z
        .number()
        .positive()
        .max(1)
        .default(0.01)
        .describe("Share of the map's values that count for the image score top"),
    })
    .prefault({}),
  evaluation: z
    .strictObject({
      fprLimit: z.number().positive().max(1).default(0.3).describe('False-positive rate up to which AUPRO integrates'),
      f1Thresholds: z
        .number()
        .int()
        .min(0)
        .max(100_000)
        .refine((value) => value !== 1, 'Too small: expected 0 or at least 2')
        .default(0)
        .describe('Equally spaced thresholds of the pixel F1-max (benchmark: 21); 0: every threshold'),
      auproStrips: z
        .number()
        .int()
        .min(0)
        .max(100_000)
        .default(0)
        .describe(
          "Strips of the false-positive axis at whose ends AUPRO's curve is read (authors: 50); 0: every threshold",
        ),
    })
    .prefault({}),
};

const schemas = new Map<string, z.ZodType<RunConfig>>();

/** The schema of a method's runs, every setting with its default. */
export function schemaOf(method: Method): z.ZodType<RunConfig> {
  const known = schemas.get(method.name);
  if (known) return known;
  const name = z
    .literal(method.name)
    .default(method.name)
    .describe(`Method: ${Object.keys(METHODS).join(', ')}`);
  const schema = z.strictObject({
    method: name,
    ...before,
    ...method.sections,
    ...after,
  }) as unknown as z.ZodType<RunConfig>;
  schemas.set(method.name, schema);
  return schema;
}
