import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHalfPrecision, halfToFloat, LARGEST_HALF, NumericError, toHalfPrecision } from '../../lib/borad/base';

const through = (values: number[]): number[] => {
  const back = new Float32Array(values.length);
  fromHalfPrecision(toHalfPrecision(Float32Array.from(values)), back);
  return [...back];
};

describe('half precision', () => {
  it('keeps every finite half as it is', () => {
    const halves = Uint16Array.from({ length: 65536 }, (_, i) => i).filter((bits) => (bits & 0x7c00) !== 0x7c00);
    expect(toHalfPrecision(Float32Array.from(halves, halfToFloat))).toEqual(halves);
  });

  it('rounds to the nearest half, ties to even', () => {
    // Beside 1: halves are 2^-10 apart; beside 0: 2^-24.
    expect(through([1 + 2 ** -11, 1 + 3 * 2 ** -11, 1 + 2 ** -11 + 2 ** -20])).toEqual([1, 1 + 2 ** -9, 1 + 2 ** -10]);
    expect(through([2 ** -25, 3 * 2 ** -25, -(2 ** -25) * 1.001])).toEqual([0, 2 ** -23, -(2 ** -24)]);
    expect(through([2 ** -14 - 2 ** -26])).toEqual([2 ** -14]);
  });

  it('is at most half a step off', () => {
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const [back] = through([value]);
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(2 ** -25, Math.abs(value) * 2 ** -11));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('refuses what does not fit', () => {
    for (const value of [LARGEST_HALF + 32, Number.NaN, Number.NEGATIVE_INFINITY]) {
      expect(() => toHalfPrecision(Float32Array.of(value))).toThrow(NumericError);
    }
  });
});
