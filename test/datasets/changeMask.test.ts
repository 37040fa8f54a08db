import { describe, expect, it } from 'vitest';
import { changeMask } from '../../lib/borad/datasets/procedural/changeMask';

const size = 32;
const whole = { from: 0, to: size };
const grey = () => new Float32Array(3 * size * size).fill(100);

/** Adds `levels` to one channel of a square of pixels. */
function raise(image: Float32Array, x0: number, y0: number, side: number, levels: number, channel = 0): Float32Array {
  const out = image.slice();
  for (let y = y0; y < y0 + side; y++) for (let x = x0; x < x0 + side; x++) out[3 * (y * size + x) + channel] += levels;
  return out;
}

describe('changeMask', () => {
  it('marks a changed square and the ring that its 3 x 3 average reaches', () => {
    for (const channel of [0, 1, 2]) {
      const mask = changeMask(grey(), raise(grey(), 10, 12, 6, 100, channel), size, whole);
      // 100 levels: the threshold is 8, a straight edge's outer ring averages 33, a corner's 11.
      let area = 0;
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          const expected = x >= 9 && x <= 16 && y >= 11 && y <= 18 ? 1 : 0;
          expect(mask[y * size + x]).toBe(expected);
          area += expected;
        }
      }
      expect(area).toBe(64);
    }
  });

  it('has nothing to mark in equal pictures or below 5 levels', () => {
    expect(changeMask(grey(), grey(), size, whole).some((value) => value !== 0)).toBe(false);
    expect(changeMask(grey(), raise(grey(), 4, 4, 8, 4.9), size, whole).some((value) => value !== 0)).toBe(false);
    expect(changeMask(grey(), raise(grey(), 4, 4, 8, -5.1), size, whole).some((value) => value !== 0)).toBe(true);
  });

  it('leaves out what is faint compared with the rest, and specks', () => {
    const two = raise(raise(grey(), 2, 2, 6, 200), 20, 20, 6, 7.5);
    const mask = changeMask(grey(), two, size, whole);
    expect(mask[5 * size + 5]).toBe(1);
    expect(mask[23 * size + 23]).toBe(0);
    // A corner pixel's average over repeated edges touches too few pixels to be a region only if it is far below the rest.
    const speck = raise(raise(grey(), 2, 2, 6, 40), 20, 20, 1, 60);
    expect(changeMask(grey(), speck, size, whole)[20 * size + 20]).toBe(0);
  });
});
