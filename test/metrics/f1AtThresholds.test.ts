import { describe, expect, it } from 'vitest';
import { createRng, NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import { f1AtThresholds, f1Max, pixelMetrics } from '../../lib/borad/metrics';

describe('f1AtThresholds', () => {
  it('takes the best of the thresholds that there are', () => {
    // Thresholds 0, 0.5, 1: all four called anomalous gives 2/3; from 0.5 on one hit of two, 2/3 too; from 1 on the same hit alone.
    expect(f1AtThresholds([1, 0, 1, 0], [1, 0.2, 0.1, 0], 3)).toBeCloseTo(2 / 3, 12);
    // Thresholds 0 and 10: the split at 5 between the classes is not among them.
    expect(f1AtThresholds([1, 1, 0, 0], [10, 6, 4, 0], 2)).toBeCloseTo(2 / 3, 12);
    expect(f1AtThresholds([1, 1, 0, 0], [10, 6, 4, 0], 3)).toBe(1);
    expect(f1AtThresholds([1, 0], [3, 3], 21)).toBeCloseTo(2 / 3, 12);
    // Best where everything is called anomalous, the least score included.
    expect(f1AtThresholds([1, 1, 0], [0, 1, 1], 2)).toBeCloseTo(0.8, 12);
  });

  it('is never above F1-max and comes to it with many thresholds', () => {
    const rng = createRng(4);
    const masks = Array.from({ length: 500 }, () => Number(rng.chance(0.1)));
    const maps = Float32Array.from(masks, (mask) => rng.normal() + 2 * mask);
    const { f1 } = f1Max(masks, maps);
    const [few, many] = [21, 50_000].map((n) => f1AtThresholds(masks, maps, n));
    expect(few).toBeLessThan(f1);
    expect(many).toBeLessThanOrEqual(f1 + 1e-12);
    expect(many).toBeCloseTo(f1, 3);
  });

  it('falls far below where a few pixels have most of the range', () => {
    const masks = Array.from({ length: 1000 }, (_, i) => Number(i < 100));
    const maps = Float32Array.from(masks, (mask, i) => (i === 0 ? 1000 : mask));
    expect(f1Max(masks, maps).f1).toBe(1);
    expect(f1AtThresholds(masks, maps, 21)).toBeLessThan(0.2);
  });

  it('is the pixel F1-max where it is asked for, and changes nothing else', () => {
    const shape = { count: 1, height: 1, width: 4 };
    const [masks, maps] = [[1, 1, 0, 0], Float32Array.from([10, 6, 4, 0])];
    const exact = pixelMetrics(masks, maps, shape);
    expect(exact.f1Max).toBe(1);
    expect(pixelMetrics(masks, maps, shape, { f1Thresholds: 2 })).toEqual({ ...exact, f1Max: 2 / 3 });
  });

  it('refuses what has no answer', () => {
    expect(() => f1AtThresholds([1], [1], 1)).toThrow(OptionError);
    expect(() => f1AtThresholds([1], [1, 2], 2)).toThrow(ShapeError);
    expect(() => f1AtThresholds([0, 0], [1, 2], 2)).toThrow(NumericError);
    expect(() => f1AtThresholds([1, 0], [1, Number.NaN], 2)).toThrow(NumericError);
  });
});
