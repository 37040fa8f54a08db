import { describe, expect, it } from 'vitest';
import { methodOrders, rankRanges } from '../../lib/notebooks/study/rivals';

const runsWith = (values: { [variant: string]: number[] }) =>
  Object.entries(values).flatMap(([variant, own]) => own.map((value, i) => ({ variant, seed: i + 1, value })));
const value = (run: { value: number }) => run.value;

// far is ahead of both others by much more than its differences spread; near and same swap places from seed to seed.
const runs = runsWith({
  near: [10, 11, 10, 11, 10],
  far: [20, 21.1, 20.1, 21, 19.9],
  same: [11, 10, 11, 10, 10],
  alone: [99],
});

describe('methodOrders', () => {
  it('decides what seeds agree on, in the direction of the means, and leaves out what shares one seed', () => {
    const orders = methodOrders(runs, value);
    expect(orders.map(({ ahead, behind, decided }) => [ahead, behind, decided])).toEqual([
      ['far', 'near', true],
      ['near', 'same', false],
      ['far', 'same', true],
    ]);
    for (const { difference } of orders) expect(difference.mean).toBeGreaterThanOrEqual(0);
  });

  it("corrects p by Holm's procedure over all pairs", () => {
    const [first, second, third] = methodOrders(runs, value);
    const raw = [first, second, third].map(({ difference }) => difference.p).sort((a, b) => a - b);
    expect(Math.min(first.p, third.p)).toBeCloseTo(3 * raw[0], 12);
    expect(second.p).toBeGreaterThanOrEqual(raw[2]);
  });
});

describe('rankRanges', () => {
  it('gives places by means and what decided orders leave open', () => {
    const three = runs.filter(({ variant }) => variant !== 'alone');
    expect(rankRanges(three, value)).toEqual([
      { method: 'far', mean: expect.closeTo(20.42, 10), rank: 1, best: 1, worst: 1 },
      { method: 'near', mean: expect.closeTo(10.4, 10), rank: 2, best: 2, worst: 3 },
      { method: 'same', mean: expect.closeTo(10.4, 10), rank: 3, best: 2, worst: 3 },
    ]);
  });
});
