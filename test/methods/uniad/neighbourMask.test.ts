import { describe, expect, it } from 'vitest';
import { OptionError } from '../../../lib/borad/base';
import { neighbourMask } from '../../../lib/borad/methods/uniad/neighbourMask';

describe('neighbourMask', () => {
  it('hides the square around a location, itself included', () => {
    const mask = neighbourMask([3, 4], 3);
    // Location 5 is row 1, column 1: columns 0 to 2 of all three rows are hidden.
    expect(Array.from(mask.slice(5 * 12, 6 * 12))).toEqual([1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0]);
  });

  it('treats an even window as the next odd one', () => {
    expect(neighbourMask([6, 6], 4)).toEqual(neighbourMask([6, 6], 5));
  });

  it('refuses a window that hides everything from some location, and names the largest that does not', () => {
    expect(() => neighbourMask([3, 3], 3)).toThrow(OptionError);
    expect(() => neighbourMask([3, 3], 3)).toThrow(/at most 1/);
    expect(() => neighbourMask([7, 7], 7)).toThrow(/at most 5/);
    expect(() => neighbourMask([1, 1], 1)).toThrow(/larger images/);
    for (const [grid, window] of [
      [[3, 3], 1],
      [[7, 7], 5],
      [[8, 8], 7],
      [[2, 7], 5],
    ] as const) {
      const mask = neighbourMask(grid, window);
      const length = grid[0] * grid[1];
      for (let i = 0; i < length; i++) expect(mask.subarray(i * length, (i + 1) * length)).toContain(0);
    }
  });
});
