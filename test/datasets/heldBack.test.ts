import { describe, expect, it } from 'vitest';
import { heldBack, type Sample } from '../../lib/borad/datasets';

const photos = (category: string, count: number, split: 'train' | 'test' = 'train', defect = 'good'): Sample[] =>
  Array.from({ length: count }, (_, i) => ({ category, split, defect, id: `${category}/${split}/${defect}/${i}` }));

describe('heldBack', () => {
  it('takes a share of each category that has no normal test photo', () => {
    const samples = [...photos('a', 30), ...photos('b', 30), ...photos('b', 2, 'test'), ...photos('c', 12)];
    const counts = new Map<string, number>();
    for (const { category, split } of heldBack(samples, 0.1)) {
      expect(split).toBe('train');
      counts.set(category, (counts.get(category) ?? 0) + 1);
    }
    expect([...counts]).toEqual([
      ['a', 3],
      ['c', 1],
    ]);
  });

  it('takes one of five, none of four, and none where it is turned off', () => {
    expect(heldBack(photos('a', 5), 0.1).size).toBe(1);
    expect(heldBack(photos('a', 4), 0.1).size).toBe(0);
    expect(heldBack(photos('a', 50), 0).size).toBe(0);
  });

  it('counts defective test photos as no help', () => {
    expect(heldBack([...photos('a', 10), ...photos('a', 5, 'test', 'crack')], 0.1).size).toBe(1);
  });

  it('chooses the same photos whatever their order', () => {
    const samples = photos('a', 40);
    const ids = (held: Set<Sample>) => [...held].map(({ id }) => id).sort();
    expect(ids(heldBack([...samples].reverse(), 0.2))).toEqual(ids(heldBack(samples, 0.2)));
  });
});
