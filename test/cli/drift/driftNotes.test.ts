import { expect, it } from 'vitest';
import { driftNotes } from '../../../lib/borad/cli/drift/driftNotes';

const photos = (category: string, count: number, distance: number) =>
  Array.from({ length: count }, () => ({ category, score: 0.5, distance }));

it('tells photos that are like none in training, and products with few photos to compare with', () => {
  const reference = [...photos('nut', 6, 0.5), ...photos('bolt', 30, 0.5)];
  const log = [...photos('nut', 3, 2), ...photos('bolt', 4, 0.5), ...photos('nut', 1, 1.5)];
  const [far, few] = driftNotes(reference, log, { last: 5, run: 'runs/own' });
  expect(far).toMatch(/^1 of the last 5 photos are like no training photo/);
  expect(few).toMatch(/compare with: nut \(6\)\. .*borad limit --run runs\/own/);
  expect(driftNotes(photos('bolt', 19, 0.5), photos('bolt', 4, 0.5), { last: 5, run: 'r' })).toEqual([]);
});
