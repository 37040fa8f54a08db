/** What a service says of itself. */
import { z } from 'zod';

export const healthSchema = z.strictObject({
  status: z.enum(['ok', 'stopping']),
  version: z.string().describe('Of borad.'),
  weights: z.string().describe('First 12 digits of the SHA-256 of the weights.'),
  categories: z.array(z.string()).describe('The categories that a photo can be assigned to.'),
  rule: z.string().optional().describe('The rule that set the limits.'),
  needsToken: z.boolean(),
  queue: z.strictObject({
    inside: z.int().describe('Photos being scored or waiting.'),
    places: z.int(),
    done: z.int(),
    refused: z.int(),
    each: z.number().describe('Milliseconds per photo, running mean.'),
  }),
});
export type Health = z.infer<typeof healthSchema>;
