import { describe, expect, it } from 'vitest';
import { createRng, drawNormals } from '../../lib/borad/base';

const COUNT = 400_000;
const numbers = drawNormals(createRng(5), COUNT);
const share = (inside: (x: number) => boolean) => numbers.reduce((sum, x) => sum + (inside(x) ? 1 : 0), 0) / COUNT;
/** Four standard errors of a share. */
const margin = (p: number) => 4 * Math.sqrt((p * (1 - p)) / COUNT);

describe('drawNormals', () => {
  // Values of the normal distribution function.
  it.each([
    [-3, 0.0013498980316301],
    [-1, 0.158655253931457],
    [-0.2, 0.420740290560897],
    [0, 0.5],
    [0.5, 0.691462461274013],
    [2, 0.977249868051821],
  ])('has the normal share below %f', (bound, expected) => {
    expect(Math.abs(share((x) => x < bound) - expected)).toBeLessThan(margin(expected));
  });

  it.each([
    // 2 (1 - F): ends of the layers at 3.44, then the tail.
    [3.442619855899, 5.76e-4],
    [4, 6.334e-5],
  ])('has the normal share of both tails beyond %f', (bound, expected) => {
    expect(Math.abs(share((x) => Math.abs(x) > bound) - expected)).toBeLessThan(margin(expected));
    expect(share((x) => x > bound)).toBeGreaterThan(0);
    expect(share((x) => x < -bound)).toBeGreaterThan(0);
  });

  it('has mean 0, variance 1 and fourth moment 3', () => {
    const moment = (power: number) => numbers.reduce((sum, x) => sum + x ** power, 0) / COUNT;
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(COUNT));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / COUNT));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / COUNT));
  });

  it('has neighbours that do not depend on each other', () => {
    for (const lag of [1, 2, 3]) {
      let sum = 0;
      for (let i = lag; i < COUNT; i++) sum += numbers[i] * numbers[i - lag];
      expect(Math.abs(sum / COUNT)).toBeLessThan(4 / Math.sqrt(COUNT));
    }
  });

  it('is the same for the same stream, for any length, and another for another', () => {
    expect(drawNormals(createRng(5), 100)).toEqual(numbers.subarray(0, 100));
    expect(drawNormals(createRng(6), 100)).not.toEqual(numbers.subarray(0, 100));
    // As recorded runs used them.
    expect(drawNormals(createRng(5).split('jitter 1'), 3)).toEqual(
      Float32Array.of(0.037878572940826416, 1.014519214630127, -0.07417092472314835),
    );
  });
});
