import { expect, it } from 'vitest';
import { above, below, decideRow, near } from '../../lib/notebooks/study/claims';

it('writes rows as a sentence has them', () => {
  expect(below('residual', 1e-12, 1e-9)).toEqual({
    measure: 'residual',
    number: 1e-12,
    tolerance: 1e-9,
    rule: 'below',
  });
  expect(decideRow(below('residual', 1e-12, 1e-9))).toBe('holds');
  expect(decideRow(above('lead', 0.4, 0.1, { target: 0.5 }))).toBe('refuted');
  expect(decideRow(near('rank', 2, 2, 0))).toBe('holds');
  expect(decideRow(below('gap', 0, 1, { condition: 'so', numberWithout: 2 }))).toBe('holds if');
});
