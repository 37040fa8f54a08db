import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { greatest, greatestWindowMean, meanOfGreatest } from '../../lib/borad/methods/imageScores';

const mapOf = () => Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 0);

describe('image scores', () => {
  it('take the greatest, and the mean of the greatest', () => {
    const map = mapOf();
    expect(greatest(map)).toBe(8);
    expect(greatest(map.map((value) => -value - 1))).toBe(-1);
    expect(meanOfGreatest(map, 2)).toBe(7.5);
    expect(meanOfGreatest(map, 0)).toBe(8);
    expect(meanOfGreatest(map, 100)).toBe(4);
    const unsorted = Float32Array.of(8, 10, -3, 2);
    expect(meanOfGreatest(unsorted, 2)).toBe(9);
    expect(Array.from(unsorted)).toEqual([8, 10, -3, 2]);
    expect(Array.from(map)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 0]);
  });

  it('take the greatest mean of a window that lies inside', () => {
    const map = mapOf();
    // Windows of 2: 3, 4, 6 and (5 + 6 + 8 + 0) / 4.
    expect(greatestWindowMean(map, 3, 2)).toBe(6);
    expect(greatestWindowMean(map, 3, 1)).toBe(8);
    expect(greatestWindowMean(map, 3, 3)).toBe(4);
    expect(
      greatestWindowMean(
        map.map((value) => -value),
        3,
        2,
      ),
    ).toBe(-3);
    expect(() => greatestWindowMean(map, 3, 4)).toThrow(OptionError);
  });
});
