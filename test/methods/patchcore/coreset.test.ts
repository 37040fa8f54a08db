import { describe, expect, it } from 'vitest';
import { createRng, OptionError } from '../../../lib/borad/base';
import { greedyCoreset, type Points, randomProjection } from '../../../lib/borad/methods/patchcore';

/** Normal points from a seed. */
function cloud(count: number, width: number, seed: number): Points {
  const rng = createRng(seed);
  return { data: Float32Array.from({ length: count * width }, () => rng.normal()), width };
}

const distance = ({ data, width }: Points, a: number, b: number) =>
  Math.hypot(...Array.from({ length: width }, (_, i) => data[a * width + i] - data[b * width + i]));

/** The same by its definition: every distance to every point that was taken, anew. */
function byDefinition(points: Points, size: number, starts: number[]): { order: number[]; distances: number[] } {
  const count = points.data.length / points.width;
  const order: number[] = [];
  const begin = Array.from(
    { length: count },
    (_, i) => starts.reduce((sum, start) => sum + distance(points, i, start), 0) / starts.length,
  );
  const now = () => begin.map((value, i) => Math.min(value, ...order.map((taken) => distance(points, i, taken))));
  while (order.length < size) order.push(now().indexOf(Math.max(...now())));
  return { order, distances: now() };
}

describe('greedyCoreset', () => {
  it('takes the points that its definition takes', async () => {
    for (const [count, width] of [
      [60, 3],
      [80, 9],
      [50, 21],
    ]) {
      const points = cloud(count, width, width);
      const starts = [0, 7, 11];
      const found = await greedyCoreset(points, 20, starts);
      const expected = byDefinition(points, 20, starts);
      expect(Array.from(found.order)).toEqual(expected.order);
      expected.distances.forEach((value, i) => {
        expect(found.distances[i]).toBeCloseTo(value, 9);
      });
    }
  });

  it('takes the first of points that are equally far', async () => {
    const points = { data: Float32Array.of(0, 1, -1, 1, -1), width: 1 };
    expect(Array.from((await greedyCoreset(points, 2, [0])).order)).toEqual([1, 2]);
  });

  it('takes every point at most once while points differ', async () => {
    const { order } = await greedyCoreset(cloud(40, 4, 1), 40, [3, 5]);
    expect(new Set(order).size).toBe(40);
  });

  it('refuses to take more points than there are', async () => {
    await expect(greedyCoreset(cloud(4, 2, 1), 5, [0])).rejects.toThrow(OptionError);
  });
});

describe('randomProjection', () => {
  it('keeps squared distances on average', () => {
    const points = cloud(60, 152, 2);
    const projected = randomProjection(points, 64, createRng(3));
    let ratio = 0;
    let pairs = 0;
    for (let a = 0; a < 60; a++)
      for (let b = 0; b < a; b++) {
        ratio += (distance(projected, a, b) / distance(points, a, b)) ** 2;
        pairs++;
      }
    // One ratio has deviation sqrt(2 / 64) = 0.18; pairs share one matrix, whose own deviation is about sqrt(2 / (64 * 152)).
    expect(Math.abs(ratio / pairs - 1)).toBeLessThan(0.06);
  });
});
