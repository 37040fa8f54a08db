import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRng, NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import { clusterLabels, embeddingQuality, principalComponents, tsne } from '../../lib/notebooks/embedding';

interface Fixture {
  n: number;
  rows: number[];
  labels: string[];
  perplexity: number;
  affinities: number[];
  lowestDivergence: number;
  components: number[];
  shares: number[];
  neighbours: number;
  trustworthiness: number;
  cosineSilhouette: number;
  originalSilhouette: number;
  pictureSilhouette: number;
}

/** Values of scikit-learn, as the file's `source` says. */
const sklearn = JSON.parse(
  readFileSync(join(__dirname, '..', 'fixtures', 'embedding', 'sklearn.json'), 'utf8'),
) as Fixture;
const { n, rows, labels, perplexity } = sklearn;

/** KL divergence of the Student-t affinities of points from given affinities. */
function divergenceOf(points: Float64Array, affinities: number[]): number {
  const weight = (i: number, j: number) =>
    1 / (1 + (points[2 * i] - points[2 * j]) ** 2 + (points[2 * i + 1] - points[2 * j + 1]) ** 2);
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (i !== j) sum += weight(i, j);
  let divergence = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const p = affinities[i * n + j];
      if (i !== j && p > 0) divergence += p * Math.log((p * sum) / weight(i, j));
    }
  }
  return divergence;
}

describe('tsne', () => {
  const embed = (seed: number, more = {}) => tsne(rows, n, createRng(seed), { perplexity, ...more });

  it('descends to about the divergence that scikit-learn reaches, for its affinities', () => {
    const results = [1, 2].map((seed) => embed(seed, { iterations: 400 }));
    for (const { points, divergence } of results) {
      // The package gives the divergence before its last step.
      expect(divergence / divergenceOf(points, sklearn.affinities)).toBeCloseTo(1, 2);
    }
    const lowest = Math.min(...results.map(({ divergence }) => divergence));
    expect(lowest).toBeGreaterThan(0.95 * sklearn.lowestDivergence);
    expect(lowest).toBeLessThan(1.5 * sklearn.lowestDivergence);
  });

  it('gives the same points for a seed and others for another, without touching Math.random', () => {
    const { random } = Math;
    const [first, again, other] = [embed(1), embed(1), embed(2)];
    expect(again.points).toEqual(first.points);
    expect(again.divergence).toBe(first.divergence);
    expect(other.points).not.toEqual(first.points);
    expect(Math.random).toBe(random);
  });

  it('puts groups apart that are apart', () => {
    const rng = createRng(5);
    const groups = Array.from({ length: 30 }, (_, i) => i % 3);
    const x = groups.flatMap((group) => [0, 1, 2].map((j) => (j === group ? 10 : 0) + rng.normal()));
    const { points } = tsne(x, 30, createRng(1), { perplexity: 5 });
    const quality = embeddingQuality(x, points, groups.map(String), 5);
    expect(quality.pictureSilhouette).toBeGreaterThan(0.6);
  });

  it('refuses options and rows that it cannot use', () => {
    expect(() => embed(1, { perplexity: 12 })).toThrow(/below n \/ 3 = 12.0, got 12/);
    expect(() => embed(1, { perplexity: 0.5 })).toThrow(OptionError);
    expect(() => embed(1, { iterations: 150 })).toThrow(OptionError);
    expect(() => tsne(rows.slice(1), n, createRng(1), { perplexity })).toThrow(ShapeError);
    expect(() => tsne([...rows.slice(1), Number.NaN], n, createRng(1), { perplexity })).toThrow(NumericError);
  });
});

describe('principalComponents', () => {
  it('equals scikit-learn up to the sign of an axis', () => {
    const { points, shares } = principalComponents(rows, n);
    for (const k of [0, 1]) {
      expect(shares[k]).toBeCloseTo(sklearn.shares[k], 10);
      const sign = Math.sign(points[k] * sklearn.components[k]);
      for (let i = 0; i < n; i++) expect(sign * points[2 * i + k]).toBeCloseTo(sklearn.components[2 * i + k], 7);
    }
  });

  it('takes more features than items, and all axes hold all variance', () => {
    const wide = createRng(3);
    const x = Array.from({ length: 4 * 9 }, () => wide.normal());
    const { points, shares } = principalComponents(x, 4, 3);
    expect(points).toHaveLength(12);
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });

  it('refuses more axes than there are', () => {
    expect(() => principalComponents([1, 2, 3, 4, 5, 6], 3, 3)).toThrow(OptionError);
    expect(() => principalComponents([1, 2, 3], 2)).toThrow(ShapeError);
  });
});

describe('embeddingQuality', () => {
  it('equals scikit-learn', () => {
    const quality = embeddingQuality(rows, sklearn.components, labels, sklearn.neighbours);
    for (const key of ['trustworthiness', 'cosineSilhouette', 'originalSilhouette', 'pictureSilhouette'] as const) {
      expect(quality[key]).toBeCloseTo(sklearn[key], 7);
    }
  });
});

describe('clusterLabels', () => {
  it('names the middle of each category, in order of appearance, and stays clear of items and names', () => {
    const points = [0, 0, 5, 5, 1, 1, 9, 9, 5.5, 5, 1.5, 0];
    const categories = ['b', 'a', 'b', 'c', 'a', 'b'];
    const { labels: found, xRange, yRange } = clusterLabels(points, categories, { width: 300, height: 300 });
    expect(found.map(({ category, x, y }) => [category, x, y])).toEqual([
      ['b', 1, 0],
      ['a', 5.25, 5],
      ['c', 9, 9],
    ]);
    const middle = found.map(({ x, y, ax, ay }) => [
      (300 * (x - xRange[0])) / (xRange[1] - xRange[0]) + ax,
      (300 * (yRange[1] - y)) / (yRange[1] - yRange[0]) + ay,
    ]);
    for (const [k, [px, py]] of middle.entries()) {
      expect(px > 3 && px < 297 && py > 7 && py < 293).toBe(true);
      for (let i = 0; i < categories.length; i++) {
        const dx = Math.abs((300 * (points[2 * i] - xRange[0])) / (xRange[1] - xRange[0]) - px);
        const dy = Math.abs((300 * (yRange[1] - points[2 * i + 1])) / (yRange[1] - yRange[0]) - py);
        expect(dx >= 8.2 || dy >= 12.4).toBe(true);
      }
      for (const [qx, qy] of middle.slice(k + 1))
        expect(Math.abs(px - qx) >= 6.4 || Math.abs(py - qy) >= 14.9).toBe(true);
    }
    expect(() => clusterLabels(points, ['b'], { width: 300, height: 300 })).toThrow(ShapeError);
  });
});
