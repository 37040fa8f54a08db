import { describe, expect, it } from 'vitest';
import { createRng, NumericError, ShapeError } from '../../lib/borad/base';
import {
  categoryNearness,
  centroidConfusion,
  channelMap,
  channelsByVariance,
  featureStatistics,
  pooledRows,
  standardiser,
} from '../../lib/borad/diagnostics';

describe('categoryNearness', () => {
  // On a line: a at 0 and 2, b at 10 and 12, c at 3 and 3.
  const items = { rows: [0, 2, 10, 12, 3, 3], features: 1, labels: ['a', 'a', 'b', 'b', 'c', 'c'] };

  it('gives gaps worked out by hand', () => {
    const { categories, gap, nearest } = categoryNearness(items);
    expect(categories).toEqual(['a', 'b', 'c']);
    expect(gap[0][1]).toBeCloseTo(10 / 2, 12);
    expect(gap[0][2]).toBeCloseTo(2 / 1, 12);
    expect(gap[1][2]).toBeCloseTo(8 / 1, 12);
    expect(gap[2][0]).toBe(gap[0][2]);
    expect(gap[1][1]).toBe(0);
    expect(nearest.map(({ other }) => other)).toEqual(['c', 'a', 'a']);
  });

  it('leaves the item itself out of its own centroid', () => {
    // Without item 2 the centroid of a is 0, at distance 2; that of c is 3, at distance 1.
    const { confusion, error } = categoryNearness(items);
    expect(confusion).toEqual([
      [1, 0, 1],
      [0, 2, 0],
      [0, 0, 2],
    ]);
    expect(error).toBeCloseTo(1 / 6, 12);
  });

  it('finds chance among labels that mean nothing, and nothing wrong among far clouds', () => {
    const rng = createRng(3);
    const rows = Float64Array.from({ length: 400 * 5 }, () => rng.normal());
    const labels = Array.from({ length: 400 }, (_, i) => String(i % 4));
    const { error, gap } = categoryNearness({ rows, features: 5, labels });
    expect(error).toBeGreaterThan(0.65);
    expect(error).toBeLessThan(0.85);
    expect(gap[0][1]).toBeLessThan(0.2);
    const far = rows.map((value, i) => value + 40 * (Math.floor(i / 5) % 4));
    expect(categoryNearness({ rows: far, features: 5, labels }).error).toBe(0);
  });

  it('refuses what has no answer', () => {
    expect(() => categoryNearness({ ...items, labels: ['a', 'a', 'a', 'a', 'a', 'a'] })).toThrow(NumericError);
    expect(() => categoryNearness({ ...items, labels: ['a', 'a', 'a', 'a', 'a', 'b'] })).toThrow(/b has one item/);
    expect(() => categoryNearness({ ...items, rows: [1, 2] })).toThrow(ShapeError);
    expect(() => categoryNearness({ ...items, rows: [0, 2, 10, Number.NaN, 3, 3] })).toThrow(NumericError);
  });
});

describe('centroidConfusion', () => {
  const reference = { rows: [0, 2, 10, 12], features: 1, labels: ['a', 'a', 'b', 'b'] };

  it('classifies queries by the reference', () => {
    const found = centroidConfusion(reference, { rows: [5, 7, 8], features: 1, labels: ['a', 'a', 'b'] });
    expect(found.confusion).toEqual([
      [1, 1],
      [0, 1],
    ]);
    expect(found.error).toBeCloseTo(1 / 3, 12);
  });

  it('refuses categories and sizes that the reference does not have', () => {
    expect(() => centroidConfusion(reference, { rows: [5], features: 1, labels: ['z'] })).toThrow(/category z/);
    expect(() => centroidConfusion(reference, { rows: [5, 5], features: 2, labels: ['a'] })).toThrow(ShapeError);
  });
});

describe('featureStatistics', () => {
  it('splits variance as it was put in, and adds up to 1', () => {
    // Category +-3, image +-2, location +-1 in channel 0; channel 1 never changes.
    const data: number[] = [];
    for (const category of [-3, 3])
      for (const image of [-2, 2]) for (const location of [-1, 1]) data.push(category + image + location, 5);
    const statistics = featureStatistics({ data: Float32Array.from(data), shape: [4, 1, 2, 2] }, ['a', 'a', 'b', 'b']);
    expect(statistics.share.category).toBeCloseTo(9 / 14, 10);
    expect(statistics.share.image).toBeCloseTo(4 / 14, 10);
    expect(statistics.share.location).toBeCloseTo(1 / 14, 10);
    // Here the second location is always two above the first, so the place explains all of it.
    expect(statistics.position).toBeCloseTo(1 / 14, 10);
    expect(statistics.effectiveDimension).toBeCloseTo(1, 10);
    expect(statistics).toMatchObject({ min: -6, max: 6, constantChannels: 1, mean: 2.5 });
    // -6, -4, -2 and 0, 0, 2, 4, 6 beside eight fives.
    expect(statistics.negative).toBeCloseTo(3 / 16, 12);
    expect(statistics.zero).toBeCloseTo(2 / 16, 12);
    const all = Array.from(data);
    const variance = all.reduce((sum, v) => sum + (v - 2.5) ** 2, 0) / all.length;
    expect(statistics.deviation).toBeCloseTo(Math.sqrt(variance), 10);
  });

  it('finds as many dimensions as vary alike', () => {
    const rng = createRng(5);
    const data = Float32Array.from({ length: 4000 * 6 }, (_, i) => (i % 6 < 4 ? rng.normal() : 1));
    const { effectiveDimension, position } = featureStatistics({ data, shape: [10, 20, 20, 6] }, Array(10).fill('a'));
    expect(effectiveDimension).toBeGreaterThan(3.9);
    expect(effectiveDimension).toBeLessThanOrEqual(4);
    expect(position).toBeLessThan(0.2);
  });

  it('refuses features without variance or with holes', () => {
    const shape = [1, 1, 2, 1];
    expect(() => featureStatistics({ data: Float32Array.of(1, 1), shape }, ['a'])).toThrow(NumericError);
    expect(() => featureStatistics({ data: Float32Array.of(1, Number.NaN), shape }, ['a'])).toThrow(NumericError);
    expect(() => featureStatistics({ data: Float32Array.of(1, 2), shape }, [])).toThrow(ShapeError);
  });
});

describe('rows of features', () => {
  const features = { data: Float32Array.of(1, 10, 2, 20, 3, 60, 4, 80), shape: [2, 1, 2, 2] };

  it('pools, picks channels and orders them', () => {
    expect([...pooledRows(features)]).toEqual([1.5, 15, 3.5, 70]);
    expect([...channelMap(features, 1, 1)]).toEqual([60, 80]);
    expect(channelsByVariance(features)).toEqual([1, 0]);
    expect(() => channelMap(features, 2, 0)).toThrow(ShapeError);
  });

  it('standardises by the reference', () => {
    const scale = standardiser([0, 5, 2, 5], 2);
    expect([...scale([0, 5, 2, 5, 4, 9])]).toEqual([-1, 0, 1, 0, 3, 0]);
    expect(() => standardiser([1, 2, 3], 2)).toThrow(ShapeError);
  });
});
