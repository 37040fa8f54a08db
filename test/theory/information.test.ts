import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumericError, ShapeError } from '../../lib/borad/base';
import { allCodes, codeInformation, mutualInformation } from '../../lib/borad/theory';
import { distributions, RUNS, seeds } from './draws';

describe('information bottleneck (eqs. 1 and 2)', () => {
  it('by hand: a copy carries its entropy, independence nothing', () => {
    expect(
      mutualInformation([
        [0.5, 0],
        [0, 0.5],
      ]),
    ).toBeCloseTo(1, 12);
    expect(
      mutualInformation([
        [0.25, 0.25],
        [0.25, 0.25],
      ]),
    ).toBeCloseTo(0, 12);
    expect(() => mutualInformation([[0.5, 0.6]])).toThrow(NumericError);
  });

  it('a code never carries more of the task than the input does, and the identity code carries H(X)', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const joint = distributions(5, 3, seed).map((row) => row.map((p) => p / 5));
        const all = mutualInformation(joint);
        for (const code of allCodes(5, 3)) {
          const { input, task } = codeInformation(joint, code, 1);
          expect(task).toBeLessThan(all + 1e-12);
          expect(task).toBeLessThan(input + 1e-12);
        }
        expect(codeInformation(joint, [0, 1, 2, 3, 4], 1).input).toBeCloseTo(Math.log2(5), 12);
      }),
      { ...RUNS, numRuns: 20 },
    );
  });

  it('counts each partition once: Bell numbers', () => {
    expect([1, 2, 3, 4, 5].map((n) => allCodes(n, n).length)).toEqual([1, 2, 5, 15, 52]);
    expect(allCodes(4, 2)).toHaveLength(8);
  });

  it('the objective prefers a shortcut that is cheaper than the robust factor', () => {
    // X = (robust in 0..3, shortcut in 0..1); Y follows from either, the shortcut in one bit, the robust factor in two.
    const pairs = [0, 1, 2, 3].map((robust) => ({ robust, shortcut: robust >> 1 }));
    const joint = pairs.map(({ shortcut }) => [0, 1].map((y) => (y === shortcut ? 0.25 : 0)));
    const robust = codeInformation(
      joint,
      pairs.map((pair) => pair.robust),
      2,
    );
    const shortcut = codeInformation(
      joint,
      pairs.map((pair) => pair.shortcut),
      2,
    );
    expect(shortcut.task).toBeCloseTo(robust.task, 12);
    // 1 - 2 against 2 - 2 bits.
    expect([shortcut.objective, robust.objective]).toEqual([expect.closeTo(-1, 12), expect.closeTo(0, 12)]);
    expect(() => codeInformation(joint, [0], 1)).toThrow(ShapeError);
    expect(() => codeInformation(joint, [0, 1, 2, 0.5], 1)).toThrow(NumericError);
  });
});
