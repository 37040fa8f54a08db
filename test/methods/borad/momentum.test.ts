import { describe, expect, it } from 'vitest';
import { momentumAt } from '../../../lib/borad/methods/borad';

const ends = { start: 0.9, end: 1 };

describe('momentumAt', () => {
  it('rises evenly', () => {
    const at = (step: number) => momentumAt(step, 100, { schedule: 'linear', ...ends });
    expect([0, 25, 50, 100].map(at)).toEqual([0.9, 0.925, 0.95, 1].map((value) => expect.closeTo(value, 12)));
  });

  it('rises along half a cosine: slowly, then fast, then slowly', () => {
    const at = (step: number) => momentumAt(step, 100, { schedule: 'cosine', ...ends });
    expect(at(0)).toBeCloseTo(0.9, 12);
    expect(at(25)).toBeCloseTo(1 - (0.1 * (1 + Math.SQRT1_2)) / 2, 12);
    expect(at(50)).toBeCloseTo(0.95, 12);
    expect(at(100)).toBeCloseTo(1, 12);
  });

  it('stays at its start where it is constant', () => {
    expect([0, 50, 100].map((step) => momentumAt(step, 100, { schedule: 'constant', ...ends }))).toEqual([
      0.9, 0.9, 0.9,
    ]);
  });

  it('does not pass its end', () => {
    expect(momentumAt(300, 100, { schedule: 'linear', ...ends })).toBeCloseTo(1, 12);
  });
});
