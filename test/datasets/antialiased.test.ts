import { describe, expect, it } from 'vitest';
import { antialiased } from '../../lib/borad/datasets/antialiased';

/** Grey pixels as RGB. */
const grey = (values: number[]): Uint8Array => Uint8Array.from(values.flatMap((value) => [value, value, value]));

describe('antialiased', () => {
  it('leaves pixels of the right size alone', () => {
    const pixels = grey([1, 2, 3, 4]);
    expect(antialiased(pixels, 2, 2, 2)).toBe(pixels);
  });

  it('weighs pixels by a triangle as wide as two of the smaller ones, cut at the borders', () => {
    // To half: weights 1, 3, 3, 1 of 8 inside, 3, 3, 1 of 7 at a border.
    const row = [70, 80, 0, 0, 0, 0, 0, 0];
    const square = grey(Array.from({ length: 8 }, () => row).flat());
    const [first, , , second] = antialiased(square, 8, 8, 4);
    expect([first, second]).toEqual([64, 10]);
  });

  it('enlarges linearly between centres, and a single pixel to a plane', () => {
    const wide = antialiased(grey([0, 100, 0, 100]), 2, 2, 4).filter((_, i) => i % 3 === 0);
    expect([...wide.slice(0, 4)]).toEqual([0, 25, 75, 100]);
    expect([...antialiased(Uint8Array.of(1, 2, 255), 1, 1, 2)]).toEqual([1, 2, 255, 1, 2, 255, 1, 2, 255, 1, 2, 255]);
  });
});
