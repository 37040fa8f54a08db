import { expect, it } from 'vitest';
import { checkAnswer } from '../../lib/notebooks/report';

it('says whether an answer is right, and on which side it lies where it is not, without giving it away', () => {
  const said = (given: number, tolerance?: number) => checkAnswer(given, 0.5, tolerance).markdown;
  expect(said(0.5)).toBe('**Right:** 0.5.');
  expect(said(0.52, 0.05)).toBe('**Right:** 0.52.');
  expect(said(0.3, 0.05)).toBe('**Not yet:** 0.3 is too low.');
  expect(said(Number.POSITIVE_INFINITY)).toBe('**Not yet:** Infinity is too high.');
  expect(said(Number.NaN)).toMatch(/^\*\*Your turn\.\*\*/);
  expect(() => checkAnswer(1, Number.NaN)).toThrow(/expected a finite number/);
  expect(() => checkAnswer(1, 1, -1)).toThrow(/tolerance of 0 or more/);
});
