/** Kinds of numbers that settings hold. */
import { z } from 'zod';

/** The smallest and the largest number that single precision, in which models are trained, holds in full. */
const SMALLEST = 2 ** -126;
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

export const fraction = z.number().min(0).max(1);
/** A factor above 0 that does not become 0 or infinite in training. */
export const factor = z.number().min(SMALLEST).max(LARGEST);
/** A weight of a loss; 0: without it. */
export const weight = z
  .number()
  .min(0)
  .max(LARGEST)
  .refine((value) => value === 0 || value >= SMALLEST, `Too small: expected 0 or at least ${SMALLEST}`);
/** A share of what was that is kept at every step, below 1 in single precision too. */
export const decay = z
  .number()
  .min(0)
  .max(1 - 2 ** -24);
export const count = z.number().int().min(1);
/** Rows and columns. */
export const sides = z.tuple([count, count]);
