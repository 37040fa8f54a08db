import { describe, expect, it } from 'vitest';
import { tileSizes, tileStarts, tilesOf } from '../../lib/borad/datasets';

describe('tileStarts', () => {
  it('spaces tiles evenly from border to border, with the overlap that is asked for at least', () => {
    expect(tileStarts(1000, { side: 400, overlap: 0.25 })).toEqual([0, 300, 600]);
    expect(tileStarts(1001, { side: 400, overlap: 0.25 })).toEqual([0, 200, 401, 601]);
    expect(tileStarts(1000, { side: 500, overlap: 0 })).toEqual([0, 500]);
  });

  it('takes one tile of what is shorter than a tile, or not cut', () => {
    expect(tileStarts(400, { side: 400, overlap: 0.5 })).toEqual([0]);
    expect(tileStarts(90, { side: 400, overlap: 0.5 })).toEqual([0]);
    expect(tileStarts(90, { side: 0, overlap: 0.5 })).toEqual([0]);
  });
});

describe('tilesOf', () => {
  it('covers every pixel of a photo, also of one that is narrower than a tile', () => {
    for (const [width, height] of [
      [97, 61],
      [20, 133],
      [32, 32],
    ] as const) {
      const covered = new Uint8Array(width * height);
      for (const tile of tilesOf(width, height, tileSizes({ side: 32, overlap: 0.3 }, 64))) {
        expect([tile.width, tile.height]).toEqual([Math.min(32, width), Math.min(32, height)]);
        for (let y = tile.top; y < tile.top + tile.height; y++)
          covered.fill(1, y * width + tile.left, y * width + tile.left + tile.width);
      }
      expect(covered.includes(0)).toBe(false);
    }
  });

  it('leaves out tiles without a pixel that is looked at', () => {
    const inside = new Uint8Array(64 * 64);
    inside[63 * 64 + 63] = 1;
    expect(tilesOf(64, 64, tileSizes({ side: 32, overlap: 0 }, 64), inside)).toEqual([
      { left: 32, top: 32, width: 32, height: 32 },
    ]);
    expect(tilesOf(64, 64, tileSizes({ side: 0, overlap: 0 }, 64), inside)).toEqual([
      { left: 0, top: 0, width: 64, height: 64 },
    ]);
  });
});
