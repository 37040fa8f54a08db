import { describe, expect, it } from 'vitest';
import { countValues } from '../../../lib/borad/layers';
import { vitadParameters } from '../../../lib/borad/methods/vitad/architecture';

describe("ViTAD's parameters", () => {
  it("are 16,216,320 at the authors' size: 9 blocks of 384 on 16x16 tokens, without heads", () => {
    const table = vitadParameters({
      channels: [384, 384, 384],
      sizes: [
        [16, 16],
        [16, 16],
        [16, 16],
      ],
      grid: [16, 16],
      neck: 384,
      width: 384,
      heads: 6,
      hidden: 1536,
      blocks: 9,
      taps: [3, 6, 9],
      patchHeads: false,
    });
    expect(countValues(table)).toBe(16_216_320);
  });

  it('are 794,624 at teaching scale', () => {
    const table = vitadParameters({
      channels: [24, 32, 96],
      sizes: [
        [32, 32],
        [16, 16],
        [8, 8],
      ],
      grid: [8, 8],
      neck: 608,
      width: 96,
      heads: 3,
      hidden: 384,
      blocks: 6,
      taps: [2, 4, 6],
      patchHeads: true,
    });
    expect(countValues(table)).toBe(794_624);
  });
});
