import { describe, expect, it } from 'vitest';
import { CancelledError, progressReporter } from '../../lib/borad/base';
import type { TrainingFeatures } from '../../lib/borad/methods';
import { meanLengths } from '../../lib/borad/methods/meanLengths';

const report = progressReporter('silent');

/** Eleven images: more than are read at once. Image i holds vectors (3 i, 4 i), and a map of zeros. */
const features: TrainingFeatures = {
  samples: Array.from({ length: 11 }, (_, i) => ({ id: `${i}`, category: 'a' })),
  shapes: [
    [1, 2, 2],
    [1, 1, 3],
  ],
  gather: async (indices) => [
    Float32Array.from(Array.from(indices).flatMap((i) => [3 * i, 4 * i, 3 * i, 4 * i])),
    new Float32Array(3 * indices.length),
  ],
};

describe('meanLengths', () => {
  it('averages over all images and locations; a scale of zeros has 1', async () => {
    expect(await meanLengths({ features, report })).toEqual([25, 1]);
  });

  it('stops by its signal', async () => {
    await expect(meanLengths({ features, report, signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
  });
});
