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

/** The same with all distances kept up: every point measured to every point that is taken. */
function plainly(points: Points, size: number, starts: number[]) {
  const { data, width } = points;
  const square = (a: number, b: number) => {
    let sum = 0;
    for (let i = 0; i < width; i++) {
      const difference = data[a * width + i] - data[b * width + i];
      sum += difference * difference;
    }
    return sum;
  };
  const squares = new Float64Array(data.length / width).map((_, i) => {
    const mean = starts.reduce((sum, start) => sum + Math.sqrt(square(i, start)) / starts.length, 0);
    return mean * mean;
  });
  const order: number[] = [];
  while (order.length < size) {
    const farthest = squares.indexOf(squares.reduce((a, b) => Math.max(a, b)));
    order.push(farthest);
    squares.forEach((before, i) => {
      squares[i] = Math.min(before, square(i, farthest));
    });
  }
  return { order: Int32Array.from(order), distances: squares.map(Math.sqrt) };
}

/** Points around a few centres. */
function clusters(count: number, width: number, seed: number, spread: number): Points {
  const rng = createRng(seed);
  const centres = Array.from({ length: 7 }, () => Array.from({ length: width }, () => 4 * rng.normal()));
  const rows = Array.from({ length: count }, () => centres[rng.int(7)].map((value) => value + spread * rng.normal()));
  return { data: Float32Array.from(rows.flat()), width };
}

/** Whole numbers from 0 to 2, so that many points are equal and many distances too. */
function lattice(count: number, width: number, seed: number): Points {
  const rng = createRng(seed);
  return { data: Float32Array.from({ length: count * width }, () => rng.int(3)), width };
}

/** Uniform in a cube. */
function cube(count: number, width: number, seed: number): Points {
  const rng = createRng(seed);
  return { data: Float32Array.from({ length: count * width }, () => rng.uniform()), width };
}

describe('greedyCoreset', () => {
  it.each<[string, Points]>([
    ['clusters', clusters(240, 20, 3, 0.3)],
    ['narrow clusters', clusters(200, 64, 4, 1e-4)],
    ['a cube', cube(300, 8, 5)],
    ['a cube of an odd width', cube(200, 13, 6)],
    ['equal points and distances', lattice(300, 3, 7)],
    ['nothing but equal points', { data: new Float32Array(60).fill(2), width: 3 }],
    ['a line', { data: Float32Array.from({ length: 200 }, (_, i) => i % 50), width: 1 }],
  ])('finds in %s what comes of keeping all distances up, to the bit', async (_, points) => {
    const count = points.data.length / points.width;
    for (const size of [0, 1, 2, 3, 4, 5, 6, Math.floor(count / 3), count]) {
      for (const starts of [[0], [1, 3, 3, 9], [2, 4, 5, 8, 11, 12]]) {
        const found = await greedyCoreset(points, size, starts);
        const expected = plainly(points, size, starts);
        expect(found.order).toEqual(expected.order);
        expect(found.distances).toEqual(expected.distances);
        expect(found.distances).toBe(found.distances);
      }
    }
  });

  it('says after each point how many were taken, and waits', async () => {
    const said: number[] = [];
    const wait = async (taken: number) => {
      await Promise.resolve();
      said.push(taken);
    };
    await greedyCoreset(cloud(30, 4, 1), 5, [0], wait);
    expect(said).toEqual([1, 2, 3, 4, 5]);
  });

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
