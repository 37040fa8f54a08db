import { describe, expect, it } from 'vitest';
import { warmupCosineAt } from '../../lib/borad/optimisation';

describe('warmupCosineAt', () => {
  it('rises from 0 to 1 and falls along half a cosine towards what is left', () => {
    const shape = { steps: 8, warmup: 4, last: 0.2 };
    const shares = Array.from({ length: 8 }, (_, step) => warmupCosineAt(step, shape));
    const half = (turn: number) => 0.2 + 0.4 * (1 + Math.cos(Math.PI * turn));
    [0, 1 / 3, 2 / 3, 1, 1, half(0.25), half(0.5), half(0.75)].forEach((value, step) => {
      expect(shares[step]).toBeCloseTo(value, 12);
    });
  });

  it('is halfway down in the middle of the fall', () => {
    expect(warmupCosineAt(6, { steps: 10, warmup: 2, last: 0.2 })).toBeCloseTo(0.6, 12);
    expect(warmupCosineAt(4, { steps: 10, warmup: 2, last: 0.2 })).toBeCloseTo(0.2 + 0.4 * (1 + Math.SQRT1_2), 12);
  });

  it('may rise at once, in one step, or for the whole run', () => {
    expect(warmupCosineAt(0, { steps: 5, warmup: 0, last: 0.1 })).toBe(1);
    expect(warmupCosineAt(0, { steps: 5, warmup: 1, last: 0.1 })).toBe(1);
    expect(warmupCosineAt(4, { steps: 5, warmup: 5, last: 0.1 })).toBe(1);
  });
});
