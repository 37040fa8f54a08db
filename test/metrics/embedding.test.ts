import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import { checkRows, silhouette, trustworthiness } from '../../lib/borad/metrics';

const cosineDistance = (a: number[], b: number[]): number => {
  const dot = a.reduce((sum, value, i) => sum + value * b[i], 0);
  return 1 - dot / (Math.hypot(...a) * Math.hypot(...b));
};

const euclideanDistance = (a: number[], b: number[]): number => Math.hypot(...a.map((value, i) => value - b[i]));

/** The definition, pair by pair. */
function silhouetteByPairs(rows: number[][], labels: string[], distance = cosineDistance): number {
  const meanDistance = (i: number, label: string): number => {
    const others = rows.filter((_, j) => j !== i && labels[j] === label);
    return others.reduce((sum, other) => sum + distance(rows[i], other), 0) / others.length;
  };
  const each = rows.map((_, i) => {
    if (labels.filter((label) => label === labels[i]).length === 1) return 0;
    const a = meanDistance(i, labels[i]);
    const b = Math.min(...[...new Set(labels)].filter((l) => l !== labels[i]).map((l) => meanDistance(i, l)));
    return (b - a) / Math.max(a, b);
  });
  return each.reduce((sum, value) => sum + value, 0) / rows.length;
}

const clustered = fc
  .array(
    fc.record({
      row: fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
      label: fc.constantFrom('nut', 'tile', 'wood'),
    }),
    { minLength: 4, maxLength: 20 },
  )
  .filter((items) => new Set(items.map(({ label }) => label)).size > 1)
  .map((items) => ({ rows: items.map(({ row }) => row), labels: items.map(({ label }) => label) }));

describe('silhouette', () => {
  it('by hand: two tight orthogonal pairs give 1, their mixture -1/2', () => {
    const x = [1, 0, 2, 0, 0, 1, 0, 3];
    expect(silhouette(x, 4, 2, [0, 0, 1, 1])).toBeCloseTo(1, 14);
    // Own cluster at distance 1, the other at mean (0 + 1) / 2: (1/2 - 1) / 1.
    expect(silhouette(x, 4, 2, [0, 1, 0, 1])).toBeCloseTo(-0.5, 14);
  });

  it('equals the definition pair by pair, singletons included, whatever the lengths of the rows', () => {
    fc.assert(
      fc.property(clustered, fc.double({ min: 0.1, max: 50, noNaN: true }), ({ rows, labels }, scale) => {
        const flat = rows.flatMap((row, i) => row.map((value) => (i % 2 ? value * scale : value)));
        expect(silhouette(flat, rows.length, 4, labels)).toBeCloseTo(silhouetteByPairs(rows, labels), 7);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it('equals the definition with euclidean distance', () => {
    fc.assert(
      fc.property(clustered, ({ rows, labels }) => {
        const own = silhouette(rows.flat(), rows.length, 4, labels, 'euclidean');
        expect(own).toBeCloseTo(silhouetteByPairs(rows, labels, euclideanDistance), 10);
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  it('is near 0 for labels that mean nothing', () => {
    const rng = createRng(11);
    const x = Float32Array.from({ length: 300 * 8 }, () => rng.normal());
    expect(
      Math.abs(
        silhouette(
          x,
          300,
          8,
          Array.from({ length: 300 }, (_, i) => i % 3),
        ),
      ),
    ).toBeLessThan(0.05);
  });

  it('gives 0, not NaN, when all rows are equal', () => {
    expect(silhouette([1, 2, 1, 2, 1, 2, 1, 2], 4, 2, [0, 0, 1, 1])).toBe(0);
  });

  it('refuses one cluster, only singletons, wrong lengths and values that are not finite', () => {
    expect(() => silhouette([1, 2, 3], 3, 1, [0, 0, 0])).toThrow(NumericError);
    expect(() => silhouette([1, 2, 3], 3, 1, [0, 1, 2])).toThrow(/3 clusters of 3 items, expected 2 to 2/);
    expect(() => silhouette([1, 2, 3], 3, 1, [0, 1])).toThrow(ShapeError);
    expect(() => silhouette([1, 2], 3, 1, [0, 1, 1])).toThrow(ShapeError);
    for (const [n, d] of [
      [0, 1],
      [1, 0],
      [1.5, 2],
      [2, 1.5],
    ])
      expect(() => checkRows(new Float64Array(n * d), n, d, 'rows')).toThrow(/^rows: expected/);
    expect(() => checkRows([1, 2, 3, Number.NaN, 5, 6], 2, 3, 'rows')).toThrow(/value 0 of row 1 is NaN/);
    expect(() => checkRows([1], 1, 1, 'rows')).not.toThrow();
    expect(() => silhouette([1, Number.NaN, 3], 3, 1, [0, 1, 1])).toThrow(NumericError);
    expect(() => silhouette([1, Number.NaN, 3], 3, 1, [0, 1, 1], 'euclidean')).toThrow(NumericError);
    expect(() => silhouette([1, 2, 3], 3, 1, [0, 1, 1], 'manhattan' as 'cosine')).toThrow(OptionError);
  });
});

describe('trustworthiness', () => {
  it('by hand: two items swapped on a line', () => {
    // On a line 0, 1, 3, 6, 10 the embedding swaps items 1 and 4.
    const x = [0, 1, 3, 6, 10];
    const embedding = [0, 10, 3, 6, 1];
    // Nearest in the embedding, with its rank in x: 0 -> 4 (4), 1 -> 3 (3), 2 -> 4 (4), 3 -> 2 (1), 4 -> 0 (4).
    // Penalty 3 + 2 + 3 + 0 + 3 = 11; factor 2 / (5 * 1 * (10 - 3 - 1)).
    expect(trustworthiness(x, embedding, 5, 1)).toBeCloseTo(1 - (2 * 11) / 30, 14);
  });

  it('is 1 for the data themselves and for a scaled copy', () => {
    const rng = createRng(2);
    const x = Float32Array.from({ length: 40 * 3 }, () => rng.normal());
    expect(trustworthiness(x, x, 40, 6)).toBe(1);
    expect(
      trustworthiness(
        x,
        x.map((value) => 4 * value),
        40,
        6,
      ),
    ).toBe(1);
  });

  it('uses the metric it is given', () => {
    // Same directions in pairs, lengths that put others nearer: cosine keeps the pairs, euclidean does not.
    const x = [1, 0, 9, 0.1, 0, 1, 0.1, 9, 1, 1, 9, 9.2];
    const angles = [0, 0.01, 1.5, 1.49, 0.78, 0.79].flatMap((angle) => [Math.cos(angle), Math.sin(angle)]);
    expect(trustworthiness(x, angles, 6, 1, 'cosine')).toBe(1);
    expect(trustworthiness(x, angles, 6, 1, 'euclidean')).toBeLessThan(1);
  });

  it('is about one half for a random embedding', () => {
    const rng = createRng(4);
    const x = Float32Array.from({ length: 200 * 5 }, () => rng.normal());
    const noise = Float32Array.from({ length: 200 * 2 }, () => rng.normal());
    expect(Math.abs(trustworthiness(x, noise, 200, 10) - 0.5)).toBeLessThan(0.05);
  });

  it('refuses k out of range, unknown metrics and wrong lengths', () => {
    const x = [0, 1, 2, 3];
    for (const k of [0, 2, 1.5, Number.NaN]) expect(() => trustworthiness(x, x, 4, k)).toThrow(OptionError);
    expect(() => trustworthiness(x, x, 4, 1, 'manhattan' as 'cosine')).toThrow(OptionError);
    expect(() => trustworthiness([0, 1, 2], x, 4, 1)).toThrow(ShapeError);
    expect(() => trustworthiness([0, 1, 2, Number.NaN], x, 4, 1)).toThrow(NumericError);
  });
});
