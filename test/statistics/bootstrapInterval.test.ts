import { describe, expect, it } from 'vitest';
import { createRng, NumericError, OptionError } from '../../lib/borad/base';
import { bootstrapInterval, mean } from '../../lib/borad/statistics';

/** Draws that count down from n to 1: their order must not matter. */
function countdown(n: number): () => number {
  let next = n;
  return () => next--;
}

describe('bootstrapInterval', () => {
  it('leaves as many resamples below as above', () => {
    // 1 to 1001: 2.5% of them lie below 26 and 2.5% above 976.
    expect(bootstrapInterval(countdown(1001), { draws: 1001 })).toEqual({ low: 26, high: 976 });
    expect(bootstrapInterval(countdown(101), { draws: 101, level: 0.8 })).toEqual({ low: 11, high: 91 });
  });

  it('draws 1000 times by default', () => {
    let draws = 0;
    bootstrapInterval(() => draws++);
    expect(draws).toBe(1000);
  });

  it('is about two standard errors to either side of a mean', () => {
    const rng = createRng(5);
    const values = Array.from({ length: 400 }, () => rng.normal());
    const { low, high } = bootstrapInterval(() => mean(values.map(() => values[rng.int(values.length)])));
    // 1.96 / sqrt(400), and what the sample and the draws add by chance.
    for (const width of [mean(values) - low, high - mean(values)]) expect(Math.abs(width - 0.098)).toBeLessThan(0.015);
  });

  it('leaves out resamples without a number, and refuses when all are', () => {
    let draw = 0;
    const sometimes = () => (draw++ % 2 ? Number.NaN : 4);
    expect(bootstrapInterval(sometimes)).toEqual({ low: 4, high: 4 });
    expect(() => bootstrapInterval(() => Number.NaN)).toThrow(NumericError);
  });

  it('refuses no draws and a level that is no confidence', () => {
    expect(() => bootstrapInterval(() => 1, { draws: 0 })).toThrow(OptionError);
    expect(() => bootstrapInterval(() => 1, { level: 1 })).toThrow(OptionError);
    expect(() => bootstrapInterval(() => 1, { level: 0 })).toThrow(OptionError);
    expect(bootstrapInterval(() => 3, { draws: 1 })).toEqual({ low: 3, high: 3 });
  });
});
