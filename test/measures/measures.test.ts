import { describe, expect, it } from 'vitest';
import { createRng } from '../../lib/borad/base';
import { copySimMap, sampledPixelAp, separation } from '../../lib/borad/diagnostics';
import type { FeatureSet } from '../../lib/borad/features';
import { silhouette } from '../../lib/borad/metrics';
import { hardAssignment, totalVariance } from '../../lib/borad/theory';
import { meanFeatureDeviation } from '../../lib/notebooks/study/measures/featureVariation';
import { finalDiagnostics } from '../../lib/notebooks/study/measures/finalDiagnostics';
import { groupVariance, nearestRow } from '../../lib/notebooks/study/measures/groupVariance';
import { anchorRows, prototypeState } from '../../lib/notebooks/study/measures/prototypeState';
import { shiftGeometry } from '../../lib/notebooks/study/measures/shiftGeometry';
import { silhouetteByCategory } from '../../lib/notebooks/study/measures/silhouetteByCategory';
import { spanShare } from '../../lib/notebooks/study/measures/spanShare';
import { ordinatesAt, thinnedCurves } from '../../lib/notebooks/study/measures/thinnedCurves';
import { upsampledMaps } from '../../lib/notebooks/study/measures/upsampledMaps';
import { pooled, varianceTrace } from '../../lib/notebooks/study/measures/varianceTrace';
import { there } from '../there';

const rng = createRng(11);
const normals = (count: number) => Float32Array.from({ length: count }, () => rng.normal());

describe('groupVariance', () => {
  it('is the law of total variance', () => {
    const data = normals(40 * 5);
    const groups = Array.from({ length: 40 }, () => rng.int(4));
    const rows = groups.map((_, i) => Array.from(data.subarray(i * 5, (i + 1) * 5)));
    const fast = groupVariance(data, 5, (i) => i * 5, groups, 4);
    const exact = totalVariance(rows, hardAssignment(groups, 4));
    expect(fast.total).toBeCloseTo(exact.total, 10);
    expect(fast.within).toBeCloseTo(exact.within, 10);
    expect(fast.between).toBeCloseTo(exact.between, 10);
    expect(fast.within + fast.between).toBeCloseTo(fast.total, 10);
  });

  it('leaves empty groups out', () => {
    const { within, between } = groupVariance([1, 3], 1, (i) => i, [2, 2], 5);
    expect([within, between]).toEqual([1, 0]);
  });
});

describe('nearestRow', () => {
  it('compares directions, not lengths', () => {
    expect(nearestRow([1, 0.1], 0, [0, 9, 0.1, 0, 5, 5], 0, 3, 2)).toBe(1);
  });
});

describe('varianceTrace', () => {
  // Two locations side by side, two prototypes each: images 0, 1 lie along the first, 2, 3 along the second.
  const fused = { shape: [4, 1, 2, 2], data: Float32Array.of(1, 0, 2, 0, 3, 0, 4, 0, 0, 1, 0, 2, 0, 3, 0, 4) };
  const bank = { shape: [2, 2, 2], data: Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1) };
  const fine = { shape: [4, 2, 4, 1], data: Float32Array.from({ length: 32 }, (_, i) => (i < 16 ? 0 : 1)) };

  it('groups by the prototype of the location and keeps within + between = total', () => {
    const { fused: parts, usage, scales, fusedUnit } = varianceTrace([fine], fused, bank, ['a', 'a', 'b', 'b']);
    expect(usage).toEqual([0.5, 0.5]);
    // Location 0: groups (1, 3) and (1, 3) on different axes; location 1: (2, 4) and (2, 4).
    expect(parts.within).toBeCloseTo(1, 6);
    expect(parts.between).toBeCloseTo((2 + 4.5) / 2, 6);
    expect(parts.within + parts.between).toBeCloseTo(parts.total, 6);
    expect(parts.betweenCategories).toBeCloseTo(parts.between, 6);
    expect(fusedUnit.within).toBeCloseTo(0, 6);
    // The fine map is 0 for the first two images and 1 for the others: all of it lies between the groups.
    expect(scales[0]).toMatchObject({ total: 0.25, within: 0, between: 0.25 });
  });
});

describe('spanShare', () => {
  it('is the variance along the prototypes, whatever their lengths, beside the principal directions', () => {
    // Variances 4, 1, 1 along the axes; the prototypes span the second axis and a diagonal of the last two.
    const data = Float32Array.of(2, 1, 1, -2, 1, -1, 2, -1, -1, -2, -1, 1);
    const share = spanShare(
      { shape: [4, 1, 1, 3], data },
      { shape: [1, 2, 3], data: Float32Array.of(0, 3, 0, 0, 1, 1) },
    );
    expect(share.prototypes).toBeCloseTo(2 / 6, 10);
    expect(share.best).toBeCloseTo(5 / 6, 10);
    expect(share.random).toBeCloseTo(2 / 3, 12);
  });
});

describe('prototypeState', () => {
  it('finds nothing wrong with orthonormal rows and the error of doubled ones', () => {
    const rows = Float32Array.of(1, 0, 0, 0, 1, 0);
    const whole = prototypeState({ shape: [1, 2, 3], data: rows }, true);
    expect(whole).toMatchObject({ orthonormalityError: 0, length: 1, meanAbsoluteCosine: 0, anchorLength: 1 });
    expect(whole.similarity).toEqual([
      [1, 0],
      [0, 1],
    ]);
    const doubled = prototypeState({ shape: [1, 2, 3], data: rows.map((x) => 2 * x) }, false);
    expect(doubled.orthonormalityError).toBeCloseTo(Math.sqrt(18), 12);
    expect(doubled.similarity).toBeUndefined();
  });

  it('makes anchors of length one from the location means', () => {
    const { rows, lengths } = anchorRows({ shape: [2, 1, 2], data: Float32Array.of(2, 0, 0, 2) });
    expect(lengths[0]).toBeCloseTo(Math.SQRT2, 12);
    expect(Array.from(rows)).toEqual([expect.closeTo(Math.SQRT1_2, 12), expect.closeTo(Math.SQRT1_2, 12)]);
  });
});

describe('shiftGeometry', () => {
  it('gives lengths and angles of a hand-made case', () => {
    // g = (2, 0), one anchor (0, 1): r = (2, -1).
    const shift = shiftGeometry(
      { shape: [1, 2], data: Float32Array.of(2, 0) },
      { shape: [1, 1, 2], data: Float32Array.of(0, 3) },
    );
    expect(shift.length.mean).toBe(2);
    expect(shift.residualLength.mean).toBeCloseTo(Math.sqrt(5), 12);
    expect(shift.angle.mean).toBeCloseTo((Math.atan(0.5) * 180) / Math.PI, 10);
    expect(shift.anchorAngle.mean).toBeCloseTo(90, 10);
    expect(shift.residualSpread.mean).toBe(0);
  });
});

describe('meanFeatureDeviation', () => {
  it('is the sample deviation of each feature, averaged, inside its interval', () => {
    const { value, low, high } = meanFeatureDeviation(
      { shape: [3, 2], data: Float32Array.of(1, 0, 2, 0, 3, 6) },
      createRng(1),
    );
    expect(value).toBeCloseTo((1 + Math.sqrt(12)) / 2, 6);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  });

  it('has an interval that covers the truth for normal features', () => {
    const { low, high } = meanFeatureDeviation({ shape: [100, 50], data: normals(5000) }, createRng(2));
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
    expect(high - low).toBeLessThan(0.1);
  });
});

describe('silhouetteByCategory', () => {
  it('averages to the silhouette of all images', () => {
    const labels = ['a', 'a', 'b', 'b', 'b', 'c', 'c', 'c', 'c'];
    const rows = { shape: [9, 6], data: normals(54) };
    const parts = silhouetteByCategory(rows, labels, ['a', 'b', 'c']);
    const mean = (2 * parts[0] + 3 * parts[1] + 4 * parts[2]) / 9;
    expect(mean).toBeCloseTo(silhouette(rows.data, 9, 6, labels), 12);
  });
});

describe('upsampledMaps', () => {
  it('interpolates linearly between aligned corners', () => {
    const map = upsampledMaps([0, 2, 4, 6], 1, 2, 2, 3);
    expect(Array.from(map)).toEqual([0, 1, 2, 2, 3, 4, 4, 5, 6]);
  });
});

describe('thinnedCurves', () => {
  it('interpolates, and takes the upper end of a jump', () => {
    expect(ordinatesAt([0, 0, 0.5, 1], [0, 0.4, 0.8, 1], [0, 0.25, 1])).toEqual([0.4, expect.closeTo(0.6, 12), 1]);
  });

  it('is perfect for a perfect map', () => {
    const masks = Uint8Array.from({ length: 64 }, (_, i) => (i < 9 ? 1 : 0));
    const maps = Float32Array.from(masks);
    const samples = [{ category: 'x', split: 'test' as const, defect: 'd', id: 'x/test/d/0' }];
    const curves = thinnedCurves({ category: 'x', samples, masks, maps, scores: Float32Array.of(1), size: 8 });
    const ones = Array.from({ length: 21 }, () => expect.closeTo(1, 12));
    expect(curves).toEqual({ category: 'x', pixelRoc: ones, pixelPr: ones, pro: ones });
  });
});

describe('finalDiagnostics', () => {
  const size = 16;
  const shapes: [number, number, number][] = [
    [4, 4, 3],
    [2, 2, 3],
  ];
  const samples = ['a', 'a', 'b'].map((category, i) => ({
    category,
    split: 'test' as const,
    defect: 'd',
    id: `${category}/${i}`,
  }));
  const test: FeatureSet = {
    samples,
    imageSize: size,
    shapes,
    scales: shapes.map(([h, w, c]) => normals(3 * h * w * c)),
    masks: samples.map(() => Uint8Array.from({ length: size * size }, (_, i) => (i < 120 ? 1 : 0))),
  };
  const student = shapes.map((shape) => ({ shape: [3, ...shape], data: normals(3 * shape[0] * shape[1] * shape[2]) }));
  const fused = { shape: [4, 2, 2, 5], data: normals(80) };
  const labels = ['a', 'a', 'b', 'b'];
  const { all, categories } = finalDiagnostics(test, student, fused, labels, ['a', 'b']);

  it('agrees with the diagnostics of the whole maps where no pixel is left out', () => {
    const maps = shapes.map(([h, w, c], s) =>
      upsampledMaps(
        copySimMap({ data: test.scales[s], shape: [3, h, w, c] }, student[s]).map((x) => 1 - x),
        3,
        h,
        w,
        size,
      ),
    );
    const mean = maps[0].map((value, i) => (value + maps[1][i]) / 2);
    const masks = Float32Array.from(test.masks.flatMap((mask) => Array.from(mask)));
    const shape = { count: 3, height: size, width: size };
    expect(all.separation).toBeCloseTo(separation(mean, masks, shape).separation, 6);
    expect(all.sampledPixelAp).toBeCloseTo(sampledPixelAp(mean, masks, shape, { rng: createRng(1) }), 6);
    expect(all.scaleSampledPixelAp[1]).toBeCloseTo(sampledPixelAp(maps[1], masks, shape, { rng: createRng(1) }), 6);
  });

  it('splits by category and scale', () => {
    expect(categories.map(({ name }) => name)).toEqual(['a', 'b']);
    const pairs = all.scales.map((scale) => there(scale).leakageGap);
    expect((pairs[0] + pairs[1]) / 2).toBeCloseTo(there(all.copySim).leakageGap, 10);
    const mean = (2 * categories[0].separation + categories[1].separation) / 3;
    expect(all.separation).toBeCloseTo(mean, 6);
    expect(all.silhouette).toBeCloseTo((categories[0].silhouette + categories[1].silhouette) / 2, 10);
  });

  it('says null where an anomaly vanishes at every scale', () => {
    const masks = test.masks.map(() => {
      const mask = new Uint8Array(size * size);
      mask[size + 1] = 1;
      return mask;
    });
    const tiny = finalDiagnostics({ ...test, masks }, student, fused, labels, ['a', 'b']);
    expect(tiny.all.copySim).toBeNull();
    expect(tiny.all.scales).toEqual([null, null]);
    expect(Number.isFinite(tiny.all.separation)).toBe(true);
  });
});

it('pools a map over its locations', () => {
  expect(Array.from(pooled({ shape: [1, 1, 2, 2], data: Float32Array.of(1, 2, 3, 4) }).data)).toEqual([2, 3]);
});
