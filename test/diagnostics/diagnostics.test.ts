import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import {
  categorySilhouette,
  copySimMap,
  type FeatureMap,
  imageSeparation,
  leakage,
  resizeMaskNearest,
  sampledPixelAp,
  separation,
} from '../../lib/borad/diagnostics';
import { averagePrecision, silhouette } from '../../lib/borad/metrics';

const features = (shape: number[], data: ArrayLike<number>): FeatureMap => ({ shape, data: Float32Array.from(data) });

function randomFeatures(shape: number[], seed: number): FeatureMap {
  const rng = createRng(seed);
  return features(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b) }, () => rng.normal()),
  );
}

describe('copySimMap', () => {
  it('by hand: 1 along, -1 against, 0 across, 0 for a zero vector', () => {
    const teacher = features([1, 2, 2, 2], [1, 0, 1, 0, 1, 0, 0, 0]);
    const student = features([1, 2, 2, 2], [3, 0, -2, 0, 0, 5, 1, 1]);
    expect([...copySimMap(teacher, student)]).toEqual([1, -1, 0, 0]);
  });

  it('does not change with the positive scale of either side', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (scale) => {
        const teacher = randomFeatures([2, 3, 3, 4], 1);
        const student = randomFeatures([2, 3, 3, 4], 2);
        const scaled = { ...student, data: student.data.map((value) => value * scale) };
        const before = copySimMap(teacher, student);
        const after = copySimMap(teacher, scaled);
        for (let i = 0; i < before.length; i++) expect(after[i]).toBeCloseTo(before[i], 6);
      }),
      { seed: 3, numRuns: 30 },
    );
  });

  it('refuses other shapes and values that are not finite', () => {
    const map = randomFeatures([1, 2, 2, 2], 1);
    expect(() => copySimMap(map, randomFeatures([1, 2, 2, 3], 1))).toThrow(ShapeError);
    expect(() => copySimMap(map, { ...map, data: map.data.slice(1) })).toThrow(ShapeError);
    expect(() => copySimMap(map, { ...map, data: map.data.map(() => Number.NaN) })).toThrow(NumericError);
  });
});

describe('resizeMaskNearest', () => {
  it('takes source index floor(i * in / out), down and up', () => {
    const row = { data: [0, 1, 2, 0, 0], shape: [1, 1, 5] };
    // Down to 3: sources 0, 1, 3; up to 7: 0, 0, 1, 2, 2, 3, 4.
    expect([...resizeMaskNearest(row, 1, 3)]).toEqual([0, 1, 0]);
    expect([...resizeMaskNearest(row, 1, 7)]).toEqual([0, 0, 1, 1, 1, 0, 0]);
  });

  it('takes rows by the same rule', () => {
    const column = { data: [0, 1, 2, 0, 0], shape: [1, 5, 1] };
    expect([...resizeMaskNearest(column, 3, 1)]).toEqual([0, 1, 0]);
    expect([...resizeMaskNearest(column, 7, 1)]).toEqual([0, 0, 1, 1, 1, 0, 0]);
  });

  it('keeps images and rows apart', () => {
    // biome-ignore format: two 2 x 2 masks
    const masks = { data: [1, 0, 0, 0,  0, 0, 0, 1], shape: [2, 2, 2] };
    expect([...resizeMaskNearest(masks, 2, 2)]).toEqual([1, 0, 0, 0, 0, 0, 0, 1]);
    expect([...resizeMaskNearest(masks, 1, 1)]).toEqual([1, 0]);
  });
});

describe('leakage', () => {
  // One scale of 1 x 2 locations, two images; cosines: image 0 (1, 0), image 1 (-1, 1).
  const teacher = features([2, 1, 2, 2], [1, 0, 1, 0, 1, 0, 1, 0]);
  const student = features([2, 1, 2, 2], [1, 0, 0, 1, -1, 0, 1, 0]);

  it('by hand: per image, then mean; and pooled', () => {
    const masks = { data: [1, 0, 1, 1], shape: [2, 1, 2] };
    // Anomalous: image 0 mean 1, image 1 mean 0. Normal: image 0 only, 0.
    expect(leakage([teacher], [student], masks)).toEqual({
      copySimAnom: 0.5,
      copySimNorm: 0,
      leakageGap: 0.5,
      pooledCopySimAnom: expect.closeTo(1 / 3, 12),
      pooledCopySimNorm: 0,
      pooledLeakageGap: expect.closeTo(1 / 3, 12),
    });
  });

  it('leaves out the scales at which an anomaly has vanished', () => {
    const coarse = features([2, 1, 1, 2], [1, 0, 1, 0]);
    const masks = { data: [0, 1, 0, 1], shape: [2, 1, 2] };
    const fine = leakage([teacher], [student], masks);
    const both = leakage([teacher, coarse], [student, coarse], masks);
    expect(both.copySimAnom).toBe(fine.copySimAnom);
    expect(both.pooledCopySimAnom).toBe(fine.pooledCopySimAnom);
    // The coarse scale copies perfectly and is normal everywhere: two more pairs of cosine 1.
    expect(both.copySimNorm).toBe((2 * fine.copySimNorm + 2) / 4);
  });

  it('a perfect copy has similarity 1 and no gap', () => {
    const map = randomFeatures([3, 4, 4, 5], 9);
    const rng = createRng(1);
    const masks = { data: Array.from({ length: 3 * 64 }, () => (rng.chance(0.3) ? 1 : 0)), shape: [3, 8, 8] };
    const found = leakage([map], [map], masks);
    expect(found.copySimAnom).toBeCloseTo(1, 12);
    expect(found.leakageGap).toBeCloseTo(0, 12);
    expect(found.pooledLeakageGap).toBeCloseTo(0, 12);
  });

  it('is undefined without anomalous or without normal locations, and refuses shapes that differ', () => {
    expect(() => leakage([teacher], [student], { data: [0, 0, 0, 0], shape: [2, 1, 2] })).toThrow(NumericError);
    expect(() => leakage([teacher], [student], { data: [1, 1, 1, 1], shape: [2, 1, 2] })).toThrow(NumericError);
    expect(() => leakage([teacher], [], { data: [1, 0, 1, 1], shape: [2, 1, 2] })).toThrow(ShapeError);
    expect(() => leakage([teacher], [student], { data: [1, 0], shape: [1, 1, 2] })).toThrow(ShapeError);
  });
});

describe('imageSeparation', () => {
  it('is the difference of the means, and NaN where the mask marks nothing or everything', () => {
    const map = Float32Array.of(0.5, 0, 0, 0.25);
    expect(imageSeparation(map, [1, 0, 0, 0])).toBeCloseTo(0.5 - 0.25 / 3, 6);
    expect(imageSeparation(map, [0, 0, 0, 0])).toBeNaN();
    expect(imageSeparation(map, [1, 1, 1, 1])).toBeNaN();
  });
});

describe('separation', () => {
  const shape = { count: 2, height: 1, width: 4 };

  it('by hand: per image and pooled can differ', () => {
    const maps = [4, 0, 0, 2, 1, 1, 1, 0];
    const masks = [1, 0, 0, 0, 1, 1, 1, 0];
    // Image 0: 4 - 2/3; image 1: 1 - 0. Pooled: 7/4 - 2/4.
    const found = separation(maps, masks, shape);
    expect(found.separation).toBeCloseTo((4 - 2 / 3 + 1) / 2, 12);
    expect(found.pooledSeparation).toBeCloseTo(1.25, 12);
  });

  it('ignores normal images per image, moves with scale, not with an offset', () => {
    const maps = [4, 0, 0, 2, 1, 5, 1, 0];
    const masks = [1, 0, 0, 0, 0, 0, 0, 0];
    const found = separation(maps, masks, shape).separation;
    expect(found).toBeCloseTo(4 - 2 / 3, 12);
    const moved = separation(
      maps.map((value) => 3 * value - 2),
      masks,
      shape,
    ).separation;
    expect(moved).toBeCloseTo(3 * found, 12);
  });

  it('constant maps are not separated; no anomaly at all is undefined', () => {
    const masks = [1, 0, 0, 0, 1, 1, 1, 0];
    expect(separation(new Float32Array(8).fill(0.3), masks, shape)).toEqual({ separation: 0, pooledSeparation: 0 });
    expect(() => separation(new Float32Array(8), new Uint8Array(8), shape)).toThrow(NumericError);
    expect(() => separation([1, 2, 3], masks, shape)).toThrow(ShapeError);
    expect(() => separation(new Float32Array(8).fill(Number.NaN), masks, shape)).toThrow(NumericError);
  });
});

describe('sampledPixelAp', () => {
  const shape = { count: 3, height: 16, width: 16 };
  const rng = createRng(5);
  const masks = Uint8Array.from({ length: 768 }, (_, i) => (i < 512 && rng.chance(0.2) ? 1 : 0));
  const maps = Float32Array.from(masks, (mask) => mask + 2 * rng.normal());

  it('is the exact AP of the anomalous images when they fit in the sample', () => {
    const exact = averagePrecision(masks.slice(0, 512), maps.slice(0, 512));
    expect(sampledPixelAp(maps, masks, shape, { rng: createRng(1) })).toBeCloseTo(exact, 12);
  });

  it('is near it, repeatable, and moves with the seed, when they do not', () => {
    const exact = sampledPixelAp(maps, masks, shape, { rng: createRng(1) });
    const sampled = (seed: number) => sampledPixelAp(maps, masks, shape, { rng: createRng(seed), perImage: 100 });
    expect(sampled(1)).toBe(sampled(1));
    expect(sampled(1)).not.toBe(sampled(2));
    const seeds = Array.from({ length: 40 }, (_, seed) => sampled(seed));
    expect(Math.abs(seeds.reduce((a, b) => a + b) / seeds.length - exact)).toBeLessThan(0.03);
  });

  it('refuses sets without anomaly and samples of no pixel', () => {
    expect(() => sampledPixelAp(maps, new Uint8Array(768), shape, { rng })).toThrow(NumericError);
    for (const perImage of [0, 1.5, -1]) {
      expect(() => sampledPixelAp(maps, masks, shape, { rng, perImage })).toThrow(OptionError);
    }
  });
});

describe('categorySilhouette', () => {
  it('is the cosine silhouette of the pooled features', () => {
    const map = randomFeatures([6, 2, 3, 4], 8);
    const pooled = Array.from({ length: 6 * 4 }, (_, at) => {
      const [image, channel] = [Math.floor(at / 4), at % 4];
      let sum = 0;
      for (let location = 0; location < 6; location++) sum += map.data[(image * 6 + location) * 4 + channel];
      return sum / 6;
    });
    const labels = ['a', 'b', 'a', 'b', 'c', 'c'];
    expect(categorySilhouette(map, labels)).toBeCloseTo(silhouette(pooled, 6, 4, labels), 10);
    expect(() => categorySilhouette(map, ['a'])).toThrow(ShapeError);
  });
});
