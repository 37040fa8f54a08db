import { expect, it } from 'vitest';
import { renewedScores } from '../../lib/borad/verdicts';

const photo = (category: string, score: number) => ({ id: `${category} ${score}`, category, score });
const before = {
  normals: [photo('nut', 1), photo('bolt', 2), photo('cap', 3)],
  defects: [photo('bolt', 9)],
  source: 'photos held back from training',
};

it('keeps scores of products that new photos do not show, and no others', () => {
  const fresh = { normals: [photo('nut', 4)], defects: [photo('cap', 8)] };
  expect(renewedScores(fresh, 'normal photos of more', before)).toEqual({
    normals: [photo('nut', 4), photo('bolt', 2)],
    defects: [photo('cap', 8), photo('bolt', 9)],
    source: 'normal photos of more; of bolt photos held back from training',
  });
});

it('takes the new ones alone where they show all, or there were none', () => {
  const fresh = { normals: [photo('nut', 4), photo('bolt', 5), photo('cap', 6)], defects: [] };
  for (const old of [before, undefined])
    expect(renewedScores(fresh, 'more', old)).toEqual({ ...fresh, source: 'more' });
});
