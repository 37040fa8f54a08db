/** What a service says of itself. */
import { z } from 'zod';

export const healthSchema = z.strictObject({
  status: z.enum(['ok', 'stopping']),
  version: z.string().describe('Of borad.'),
  weights: z.string().describe('First 12 digits of the SHA-256 of the weights.'),
  categories: z.array(z.string()).describe('That photos can be said to be of.'),
  rule: z.string().optional().describe('By which the limits were set.'),
  needsToken: z.boolean(),
  queue: z.strictObject({
    inside: z.int().describe('Photos in work or waiting.'),
    places: z.int(),
    done: z.int(),
    refused: z.int(),
    each: z.number().describe('Milliseconds that a photo takes, running mean.'),
  }),
});
export type Health = z.infer<typeof healthSchema>;
