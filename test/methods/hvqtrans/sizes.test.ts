import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../lib/borad/config';
import { countValues } from '../../../lib/borad/layers';
import { codebookShapes, hvqTransParameters } from '../../../lib/borad/methods/hvqtrans/architecture';
import { hvqTransMethod, reseedsAt } from '../../../lib/borad/methods/hvqtrans/hvqTransMethod';
import type { HvqTransConfig } from '../../../lib/borad/methods/hvqtrans/settings';

const config = (more = {}) => resolveConfig({ method: 'hvqtrans', ...more }) as HvqTransConfig;
const codesOf = (shapes: Map<string, number[]>) =>
  [...shapes].reduce((sum, [name, shape]) => sum + (name.endsWith('.codes') ? shape.reduce((a, b) => a * b, 1) : 0), 0);

describe("HVQ-Trans's sizes", () => {
  it("are 17,944,304 trained values and 17,694,720 in codebooks at the authors' size", () => {
    expect(hvqTransMethod.paperSize().parameters).toBe(17_944_304);
    const books = { categories: Array.from({ length: 15 }, (_, i) => `${i}`), width: 256, layers: 4, codes: 512 };
    expect(codesOf(codebookShapes(books as Parameters<typeof codebookShapes>[0]))).toBe(17_694_720);
  });

  it('are 851,008 and 81,920 at teaching scale with four categories', () => {
    const teacher = { channels: [24, 32, 96], strides: [8, 16, 32], signed: true };
    const architecture = hvqTransMethod.architecture(
      teacher as Parameters<typeof hvqTransMethod.architecture>[0],
      config(),
      ['a', 'b', 'c', 'd'],
    );
    expect(countValues(hvqTransParameters(architecture))).toBe(851_008);
    expect(codesOf(codebookShapes(architecture))).toBe(81_920);
  });

  it('refuse an odd width and one that heads do not divide', () => {
    expect(() => config({ transformer: { width: 9, heads: 3 } })).toThrow(/transformer\.width/);
    expect(() => config({ transformer: { heads: 5 } })).toThrow(/transformer\.width/);
  });
});

describe('reseedsAt', () => {
  it('is every 25 steps from the 25th to four fifths of the run', () => {
    const steps = Array.from({ length: 200 }, (_, step) => step).filter((step) =>
      reseedsAt(step, 200, config().codebooks),
    );
    expect(steps).toEqual([25, 50, 75, 100, 125, 150]);
    expect(reseedsAt(25, 200, { ...config().codebooks, reseedEvery: 0 })).toBe(false);
  });
});
