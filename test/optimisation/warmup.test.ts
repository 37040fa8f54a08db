import { expect, it } from 'vitest';
import { warmupAt } from '../../lib/borad/optimisation';

it('rises in equal parts from the first step and then stays at the whole rate', () => {
  expect([0, 1, 2, 3, 4, 100].map((step) => warmupAt(step, 4))).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
});

it('is the whole rate from the first step where nothing rises', () => {
  expect([0, 1].map((step) => warmupAt(step, 0))).toEqual([1, 1]);
});
