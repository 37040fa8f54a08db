import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../../lib/borad/base';
import { tapsOf, vitadArchitecture } from '../../../lib/borad/methods/vitad/architecture';

const teacher = {
  channels: [24, 32, 96] as [number, number, number],
  strides: [8, 16, 32] as [number, number, number],
};
const settings = { stride: 32, width: 96, heads: 3, hidden: 384, blocks: 6 };

describe('vitadArchitecture', () => {
  it('joins the patches of all maps at a token', () => {
    const { neck, grid, sizes, taps } = vitadArchitecture(teacher, 256, settings);
    expect(neck).toBe(16 * 24 + 4 * 32 + 96);
    expect(grid).toEqual([8, 8]);
    expect(sizes).toEqual([
      [32, 32],
      [16, 16],
      [8, 8],
    ]);
    expect(taps).toEqual([2, 4, 6]);
    expect(tapsOf(9)).toEqual([3, 6, 9]);
  });

  it('refuses tokens smaller than the locations of a map, and images of no whole number of tokens', () => {
    expect(() => vitadArchitecture(teacher, 256, { ...settings, stride: 16 })).toThrow(/transformer\.stride/);
    expect(() => vitadArchitecture(teacher, 250, settings)).toThrow(ShapeError);
  });
});
