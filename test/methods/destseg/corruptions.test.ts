import { describe, expect, it } from 'vitest';
import { createRng } from '../../../lib/borad/base';
import {
  alteredImage,
  anomalyMask,
  colourNoise,
  corruptions,
  gradientNoise,
  turned,
} from '../../../lib/borad/methods/destseg';
import { coarseMask } from '../../../lib/borad/methods/destseg/blend';

const SIZE = 32;
const config = { corruption: { copies: 2, threshold: 0.5, transparency: 0.8, pasted: 0.5 } };

/** What one copy is made from; `pixels` of image i are all i + 1. */
function contextOf(seed: number) {
  const image = (i: number) => new Uint8Array(SIZE * SIZE * 3).fill(i + 1);
  return {
    rng: createRng(seed),
    size: SIZE,
    shapes: [
      [8, 8, 24],
      [4, 4, 32],
      [2, 2, 96],
    ] as [number, number, number][],
    architecture: {} as never,
    config: config as never,
    pixels: image(99),
    images: 5,
    readImage: async (i: number) => image(i),
  };
}

describe('gradientNoise', () => {
  it('vanishes at the corners of its grid and stays within its bounds', () => {
    const noise = gradientNoise(createRng(1), 64, [4, 8]);
    for (let row = 0; row < 4; row++)
      for (let column = 0; column < 8; column++) expect(Math.abs(noise[row * 16 * 64 + column * 8])).toBeLessThan(1e-6);
    expect(Math.max(...noise)).toBeLessThanOrEqual(1);
    expect(Math.min(...noise)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...noise)).toBeGreaterThan(0.3);
  });
});

describe('turned', () => {
  const picture = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);

  it('leaves a picture as it is without an angle', () => {
    expect(Array.from(turned(picture, 3, 0))).toEqual(Array.from(picture));
  });

  it('turns by a quarter about the centre', () => {
    expect(Array.from(turned(picture, 3, Math.PI / 2), Math.round)).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
  });

  it('puts zeros where nothing was', () => {
    const ones = new Float32Array(100).fill(1);
    const diagonal = turned(ones, 10, Math.PI / 4);
    expect(diagonal[0]).toBe(0);
    expect(diagonal[45]).toBeCloseTo(1, 5);
  });
});

describe('anomalyMask', () => {
  it('is turned noise of 1 to 32 cells a side, by up to a quarter of a turn either way, above the threshold', () => {
    let compared = 0;
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const rng = createRng(seed);
      const cells: [number, number] = [2 ** rng.int(6), 2 ** rng.int(6)];
      // As it draws: the numbers of cells, the noise, the angle.
      const noise = gradientNoise(rng, SIZE, cells);
      const expected = turned(noise, SIZE, rng.range(-Math.PI / 2, Math.PI / 2)).map((value) => (value > 0.1 ? 1 : 0));
      // Where nothing is marked, it draws again.
      if (!expected.includes(1)) continue;
      compared++;
      expect(anomalyMask(createRng(seed), SIZE, 0.1)).toEqual(expected);
    }
    expect(compared).toBeGreaterThan(3);
    expect(anomalyMask(createRng(1), SIZE, 2)).toHaveLength(SIZE * SIZE);
  });

  it('marks a part of nearly every image', () => {
    const shares = Array.from({ length: 40 }, (_, seed) => {
      const mask = anomalyMask(createRng(seed), SIZE, 0.5);
      for (const value of mask) expect([0, 1]).toContain(value);
      return mask.reduce((a, b) => a + b, 0) / mask.length;
    });
    expect(shares.filter((share) => share > 0).length).toBeGreaterThan(35);
    expect(Math.max(...shares)).toBeLessThan(0.7);
  });

  it('is empty where nothing can exceed the threshold', () => {
    expect(anomalyMask(createRng(1), SIZE, 2).includes(1)).toBe(false);
  });
});

describe('textures', () => {
  it('keep the values of an image, moved, where only places change', () => {
    const pixels = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => (i * 7) % 256);
    const altered = alteredImage(createRng(3), pixels, SIZE);
    expect(altered).toHaveLength(pixels.length);
    expect(new Set(altered).size).toBeGreaterThan(50);
    for (const texture of [altered, colourNoise(createRng(4), SIZE)])
      for (const value of texture) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(255);
      }
  });
});

describe('corrupted copies', () => {
  it('change the image under the mask alone, and the label tells where', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const context = contextOf(seed);
      const copy = await corruptions.pixels(context);
      const { shape, data } = corruptions.label(context);
      expect(shape).toEqual([8, 8]);
      const mask = anomalyMask(context.rng.split('mask'), SIZE, 0.5);
      for (let i = 0; i < SIZE * SIZE; i++) if (mask[i] === 0) expect(copy[3 * i]).toBe(100);
      const covered = Array.from(data).reduce((a, b) => a + b, 0);
      expect(Math.abs(covered / 64 - mask.reduce((a, b) => a + b, 0) / mask.length)).toBeLessThan(0.3);
    }
  });

  it('follow from their own generator alone', async () => {
    const first = await corruptions.pixels(contextOf(7));
    const context = contextOf(7);
    corruptions.label(context);
    context.rng.uniform();
    expect(await corruptions.pixels(context)).toEqual(first);
    expect(await corruptions.pixels(contextOf(8))).not.toEqual(first);
  });
});

describe('coarseMask', () => {
  it('marks cells of which half are covered, of masks that are no squares', () => {
    // Two rows of three cells, each 2 x 2.
    const mask = Float32Array.of(
      ...[1, 1, 0, 1, 0, 0],
      ...[0, 0, 0, 0, 0, 0],
      ...[1, 1, 0, 0, 0, 1],
      ...[1, 1, 0, 0, 0, 1],
    );
    expect([...coarseMask(mask, 6, 2)]).toEqual([1, 0, 0, 1, 0, 1]);
  });
});
