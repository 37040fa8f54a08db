import { describe, expect, it } from 'vitest';
import { heldBack, type Sample } from '../../lib/borad/datasets';
import type { HoldOut } from '../../lib/borad/datasets/heldBack';

const photos = (category: string, count: number, split: 'train' | 'test' = 'train', defect = 'good'): Sample[] =>
  Array.from({ length: count }, (_, i) => ({ category, split, defect, id: `${category}/${split}/${defect}/${i}` }));

const few = (holdOut: number): HoldOut => ({ holdOut, holdOutLeast: 1, holdOutFrom: 'untested' });

describe('heldBack', () => {
  it('takes a share of each category that has no normal test photo', () => {
    const samples = [...photos('a', 30), ...photos('b', 30), ...photos('b', 2, 'test'), ...photos('c', 12)];
    const counts = new Map<string, number>();
    for (const { category, split } of heldBack(samples, few(0.1))) {
      expect(split).toBe('train');
      counts.set(category, (counts.get(category) ?? 0) + 1);
    }
    expect([...counts]).toEqual([
      ['a', 3],
      ['c', 1],
    ]);
  });

  it('takes one of five, none of four, and none where it is turned off', () => {
    expect(heldBack(photos('a', 5), few(0.1)).size).toBe(1);
    expect(heldBack(photos('a', 4), few(0.1)).size).toBe(0);
    expect(heldBack(photos('a', 50), few(0)).size).toBe(0);
  });

  it('counts defective test photos as no help', () => {
    expect(heldBack([...photos('a', 10), ...photos('a', 5, 'test', 'crack')], few(0.1)).size).toBe(1);
  });

  it('chooses the same photos whatever their order', () => {
    const samples = photos('a', 40);
    const ids = (held: Set<Sample>) => [...held].map(({ id }) => id).sort();
    expect(ids(heldBack([...samples].reverse(), few(0.2)))).toEqual(ids(heldBack(samples, few(0.2))));
  });

  it('takes eight at least, as far as that is no more than one in five', () => {
    const held = (count: number) => heldBack(photos('a', count), { ...few(0.1), holdOutLeast: 8 }).size;
    expect([4, 5, 12, 39, 40, 79, 200].map(held)).toEqual([0, 1, 2, 7, 8, 8, 20]);
  });

  it('takes from categories with normal test photos only where it is asked to', () => {
    const samples = [...photos('a', 40), ...photos('a', 5, 'test')];
    expect(heldBack(samples, few(0.1)).size).toBe(0);
    expect(heldBack(samples, { ...few(0.1), holdOutFrom: 'all' }).size).toBe(4);
  });
});
