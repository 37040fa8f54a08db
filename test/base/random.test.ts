import { describe, expect, it } from 'vitest';
import { createRng, OptionError } from '../../lib/borad/base';

describe('createRng', () => {
  it('gives the same stream for the same seed, and another for another', () => {
    const draw = (seed: number) =>
      Array.from(
        { length: 8 },
        (
          (rng) => () =>
            rng.uniform()
        )(createRng(seed)),
      );
    expect(draw(42)).toEqual(draw(42));
    expect(draw(42)).not.toEqual(draw(43));
    expect(draw(0)).not.toEqual(draw(1));
  });

  it('splits streams that do not depend on how much was drawn before', () => {
    const fresh = createRng(7).split('masks');
    const used = createRng(7);
    used.uniform();
    used.normal();
    expect(used.split('masks').uniform()).toBe(fresh.uniform());
    expect(createRng(7).split('a').uniform()).not.toBe(createRng(7).split('b').uniform());
  });

  it('draws normals of mean 0 and variance 1 and uniforms of mean 1/2', () => {
    const rng = createRng(3);
    const normals = Array.from({ length: 20_000 }, () => rng.normal());
    const mean = normals.reduce((a, b) => a + b) / normals.length;
    const variance = normals.reduce((a, b) => a + (b - mean) ** 2, 0) / normals.length;
    // Four standard errors of each.
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(20_000));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 20_000));
    const uniforms = Array.from({ length: 20_000 }, () => rng.uniform());
    expect(Math.abs(uniforms.reduce((a, b) => a + b) / uniforms.length - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 20_000));
  });

  it('draws many normals to the bit as one by one, wherever it is asked for them', () => {
    // Odd and even numbers of them in turn: a pair may be divided between two calls.
    const lengths = [0, 3, 1, 0, 4, 5, 2, 1, 1000];
    const one = createRng(9);
    const many = createRng(9);
    for (const length of lengths) {
      expect(many.normals(length)).toEqual(Float32Array.from({ length }, () => one.normal()));
      expect(many.normal()).toBe(one.normal());
      expect(many.uniform()).toBe(one.uniform());
    }
  });

  it('permutes every index exactly once', () => {
    const order = createRng(1).permutation(50);
    expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(Array.from(order)).not.toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it('refuses a seed that is no 32-bit integer', () => {
    for (const seed of [-1, 1.5, Number.NaN, 2 ** 32]) expect(() => createRng(seed)).toThrow(OptionError);
  });
});
