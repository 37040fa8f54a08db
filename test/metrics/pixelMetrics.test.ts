import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import {
  aupro,
  auroc,
  averagePrecision,
  connectedRegions,
  f1Max,
  pixelMetrics,
  proCurve,
  type StackShape,
} from '../../lib/borad/metrics';

const SEED = { seed: 7, numRuns: 150 };

/** Regions by flood fill over the eight neighbours: lists of pixel indices. */
function regionsByFlood(mask: ArrayLike<number>, height: number, width: number): number[][] {
  const seen = new Set<number>();
  const regions: number[][] = [];
  for (let start = 0; start < height * width; start++) {
    if (!(mask[start] > 0) || seen.has(start)) continue;
    const region = [start];
    seen.add(start);
    for (const at of region) {
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const y = Math.floor(at / width) + dy;
          const x = (at % width) + dx;
          const to = y * width + x;
          if (y < 0 || x < 0 || y >= height || x >= width || !(mask[to] > 0) || seen.has(to)) continue;
          seen.add(to);
          region.push(to);
        }
      }
    }
    regions.push(region);
  }
  return regions;
}

/** AUPRO by a loop over all thresholds, images and regions. */
function auproByLoops(
  masks: number[],
  maps: Float32Array,
  { count, height, width }: StackShape,
  limit: number,
): number {
  const area = height * width;
  const regions: number[][] = [];
  for (let image = 0; image < count; image++) {
    for (const region of regionsByFlood(masks.slice(image * area, (image + 1) * area), height, width)) {
      regions.push(region.map((at) => image * area + at));
    }
  }
  const normal = masks.flatMap((value, at) => (value > 0 ? [] : [at]));
  const share = (pixels: number[], threshold: number) =>
    pixels.filter((at) => maps[at] >= threshold).length / pixels.length;
  const points = [[0, 0]];
  for (const threshold of [...new Set(maps)].sort((a, b) => b - a)) {
    const covered = regions.reduce((sum, region) => sum + share(region, threshold), 0) / regions.length;
    points.push([share(normal, threshold), covered]);
  }
  let sum = 0;
  for (let i = 1; i < points.length && points[i - 1][0] < limit; i++) {
    const [x0, y0] = points[i - 1];
    const [x, y] = points[i];
    const x1 = Math.min(x, limit);
    const y1 = x > x0 ? y0 + ((y - y0) * (x1 - x0)) / (x - x0) : y;
    sum += ((x1 - x0) * (y0 + y1)) / 2;
  }
  return sum / limit;
}

/** Small stacks with many ties, with at least one anomalous and one normal pixel. */
const stacks = fc
  .record({
    count: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 6 }),
    width: fc.integer({ min: 1, max: 6 }),
  })
  .chain((shape) => {
    const pixels = shape.count * shape.height * shape.width;
    const exactly = { minLength: pixels, maxLength: pixels };
    return fc.record({
      shape: fc.constant(shape),
      masks: fc.array(fc.constantFrom(0, 0, 1), exactly),
      maps: fc.array(fc.integer({ min: -3, max: 9 }), exactly).map((values) => Float32Array.from(values, (v) => v / 7)),
    });
  })
  .filter(({ masks }) => masks.includes(0) && masks.includes(1));

describe('connectedRegions', () => {
  it('joins pixels that touch at a corner, and numbers regions by rows', () => {
    // biome-ignore format: the mask as it looks
    const mask = [
      1, 0, 0, 1,
      0, 1, 0, 1,
      0, 0, 0, 0,
      1, 0, 0, 0,
    ];
    const { labels, sizes } = connectedRegions(mask, 4, 4);
    expect([...labels]).toEqual([1, 0, 0, 2, 0, 1, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0]);
    expect([...sizes]).toEqual([2, 2, 1]);
  });

  it('joins the arms of shapes that meet late', () => {
    // biome-ignore format: the mask as it looks
    const mask = [
      1, 0, 1, 0, 1,
      1, 0, 1, 0, 1,
      1, 1, 1, 1, 1,
    ];
    expect([...connectedRegions(mask, 3, 5).sizes]).toEqual([11]);
  });

  it('agrees with a flood fill', () => {
    fc.assert(
      fc.property(stacks, ({ masks, shape: { count, height, width } }) => {
        const regions = regionsByFlood(masks, count * height, width);
        const { labels, sizes } = connectedRegions(masks, count * height, width);
        expect([...sizes]).toEqual(regions.map((region) => region.length));
        regions.forEach((region, r) => {
          for (const at of region) expect(labels[at]).toBe(r + 1);
        });
      }),
      SEED,
    );
  });

  it('accepts an empty mask and refuses another length', () => {
    expect([...connectedRegions([0, 0, 0, 0], 2, 2).sizes]).toEqual([]);
    expect(() => connectedRegions([0, 0, 0], 2, 2)).toThrow(ShapeError);
  });
});

describe('aupro by hand', () => {
  // One row of ten pixels: a region of two and a region of one, seven normal pixels.
  const shape = { count: 1, height: 1, width: 10 };
  const masks = [1, 1, 0, 0, 1, 0, 0, 0, 0, 0];
  const maps = Float32Array.of(9, 6, 8, 1, 7, 5, 4, 3, 2, 0);
  // Points: (0, 1/4) at 9, (1/7, 1/4) at 8, (1/7, 3/4) at 7, (1/7, 1) at 6, then straight to (1, 1).

  it('integrates the polygon to the limit', () => {
    const expected = ((1 / 7) * 0.25 + (0.3 - 1 / 7) * 1) / 0.3;
    expect(aupro(masks, maps, shape)).toBeCloseTo(expected, 12);
  });

  it('interpolates inside a segment', () => {
    expect(aupro(masks, maps, shape, { fprLimit: 0.1 })).toBeCloseTo(0.25, 12);
    // Constant maps: the line from (0, 0) to (1, 1), cut at the limit.
    expect(aupro(masks, new Float32Array(10).fill(3), shape)).toBeCloseTo(0.15, 12);
    expect(aupro(masks, new Float32Array(10).fill(3), shape, { fprLimit: 1 })).toBeCloseTo(0.5, 12);
  });

  it('weighs regions alike, whatever their size', () => {
    // The larger region is found at once, the smaller one last.
    const late = Float32Array.of(9, 9, 1, 1, 0, 1, 1, 1, 1, 1);
    expect(aupro(masks, late, shape)).toBeCloseTo(0.5, 12);
  });

  it('lists the points of the curve', () => {
    const { fpr, pro, thresholds } = proCurve(masks, maps, shape);
    expect([...thresholds]).toEqual([Number.POSITIVE_INFINITY, 9, 8, 7, 6, 0]);
    expect([...fpr]).toEqual([0, 0, 1 / 7, 1 / 7, 1 / 7, 1]);
    expect([...pro]).toEqual([0, 0.25, 0.25, 0.75, 1, 1]);
  });
});

describe('pixel metrics against loops and the ranking metrics', () => {
  it('aupro equals a loop over thresholds and regions, ties included', () => {
    fc.assert(
      fc.property(stacks, fc.constantFrom(0.05, 0.3, 0.5, 1), ({ masks, maps, shape }, fprLimit) => {
        expect(aupro(masks, maps, shape, { fprLimit })).toBeCloseTo(auproByLoops(masks, maps, shape, fprLimit), 10);
      }),
      SEED,
    );
  });

  it('pixelMetrics gives in one pass what the single functions give', () => {
    fc.assert(
      fc.property(stacks, ({ masks, maps, shape }) => {
        expect(pixelMetrics(masks, maps, shape)).toEqual({
          auroc: auroc(masks, maps),
          ap: averagePrecision(masks, maps),
          f1Max: f1Max(masks, maps).f1,
          aupro: aupro(masks, maps, shape),
        });
      }),
      SEED,
    );
  });

  it('do not change under a strictly rising map that float32 keeps apart, nor with the order of the images', () => {
    fc.assert(
      fc.property(stacks, ({ masks, maps, shape }) => {
        const before = pixelMetrics(masks, maps, shape);
        expect(
          pixelMetrics(
            masks,
            maps.map((value) => Math.exp(value)),
            shape,
          ),
        ).toEqual(before);
        const area = shape.height * shape.width;
        const moved = <T extends Float32Array | number[]>(values: T): number[] => [
          ...values.slice(area),
          ...values.slice(0, area),
        ];
        const after = pixelMetrics(moved(masks), Float32Array.from(moved(maps)), shape);
        expect(after.auroc).toBe(before.auroc);
        expect(after.aupro).toBeCloseTo(before.aupro, 12);
      }),
      SEED,
    );
  });

  it('perfect maps give 1, inverted maps 0', () => {
    fc.assert(
      fc.property(stacks, ({ masks, shape }) => {
        const perfect = Float32Array.from(masks);
        expect(pixelMetrics(masks, perfect, shape)).toEqual({
          auroc: 1,
          ap: 1,
          f1Max: 1,
          aupro: expect.closeTo(1, 12),
        });
        const inverted = pixelMetrics(
          masks,
          perfect.map((value) => -value),
          shape,
        );
        expect(inverted.auroc).toBe(0);
        expect(inverted.aupro).toBe(0);
      }),
      SEED,
    );
  });
});

describe('pixel metrics: degenerate input', () => {
  const shape = { count: 1, height: 2, width: 2 };

  it('are undefined without anomalous or without normal pixels', () => {
    const maps = Float32Array.of(1, 2, 3, 4);
    for (const masks of [
      [0, 0, 0, 0],
      [1, 1, 1, 1],
    ]) {
      expect(() => aupro(masks, maps, shape)).toThrow(NumericError);
      expect(() => proCurve(masks, maps, shape)).toThrow(NumericError);
      expect(() => pixelMetrics(masks, maps, shape)).toThrow(NumericError);
    }
    expect(() => aupro([1], Float32Array.of(1), { count: 1, height: 1, width: 1 })).toThrow(NumericError);
  });

  it('take any mask value above 0 as anomalous', () => {
    const maps = Float32Array.of(1, 4, 3, 2);
    expect(pixelMetrics(Uint8Array.of(0, 255, 1, 0), maps, shape).auroc).toBe(1);
  });

  it('refuse values that are not finite, wrong lengths and wrong limits', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => aupro([0, 1, 0, 0], Float32Array.of(0, 0, bad, 0), shape)).toThrow(/pixel 2 of map 0/);
    }
    const maps = Float32Array.of(1, 2, 3, 4);
    const two = { ...shape, count: 2 };
    const later = Float32Array.of(1, 2, 3, 4, 0, 0, 0, Number.NaN);
    expect(() => aupro([0, 1, 0, 0, 0, 0, 0, 0], later, two)).toThrow(/pixel 3 of map 1 is NaN/);
    expect(() => aupro([0, 1, 0], maps, shape)).toThrow(ShapeError);
    expect(() => aupro([0, 1, 0, 0], maps.subarray(1), shape)).toThrow(ShapeError);
    expect(() => aupro([0, 1, 0, 0], maps, { ...shape, count: 2 })).toThrow(ShapeError);
    expect(() => aupro([], new Float32Array(0), { ...shape, count: 0 })).toThrow(ShapeError);
    for (const fprLimit of [0, -0.1, 1.1, Number.NaN]) {
      expect(() => aupro([0, 1, 0, 0], maps, shape, { fprLimit })).toThrow(OptionError);
    }
  });

  it('leave the maps as they were', () => {
    const maps = Float32Array.of(3, 1, 4, 2);
    pixelMetrics([0, 1, 0, 0], maps, shape);
    expect([...maps]).toEqual([3, 1, 4, 2]);
  });
});
