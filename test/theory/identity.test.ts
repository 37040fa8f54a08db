import { describe, expect, it } from 'vitest';
import { createRng, NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import { boundOf, entropyBound, identityOf, randomCovariance, worstResidual } from '../../lib/borad/theory';

describe('identityOf and boundOf', () => {
  it('residuals are relative to the larger side or to what cancelled', () => {
    expect(identityOf('a', 2, 1).residual).toBe(0.5);
    expect(identityOf('a', 1e-3, 0, 1).residual).toBe(1e-3);
    expect(identityOf('a', [3, 4], [3, 3]).residual).toBeCloseTo(0.2, 12);
    expect(identityOf('a', 0, 0).residual).toBe(0);
    expect(worstResidual([])).toBe(0);
    expect(worstResidual([identityOf('a', 2, 1), identityOf('b', 1, 1)])).toBe(0.5);
    expect(() => identityOf('a', [1], [1, 2])).toThrow(ShapeError);
    expect(() => identityOf('a', Number.NaN, 1)).toThrow(NumericError);
  });

  it('slack is below 0 where a bound fails', () => {
    expect(boundOf('a', 2, 1).slack).toBe(-1);
    expect(boundOf('a', Number.NEGATIVE_INFINITY, 1).slack).toBe(Number.POSITIVE_INFINITY);
    expect(() => boundOf('a', Number.NaN, 1)).toThrow(NumericError);
  });
});

describe('randomCovariance', () => {
  it('has the spectrum it was asked for, and the same one for the same seed', () => {
    const { sigma, eigenvalues } = randomCovariance(createRng(3), 4, { rank: 3, condition: 100, greatest: 2 });
    expect(eigenvalues.map((value) => Number(value.toFixed(12)))).toEqual([2, 0.2, 0.02, 0]);
    const found = entropyBound(sigma).eigenvalues.reverse();
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(eigenvalues[i], 12);
    });
    expect(randomCovariance(createRng(3), 4, { rank: 3, condition: 100, greatest: 2 }).sigma).toEqual(sigma);
    expect(() => randomCovariance(createRng(3), 4, { rank: 5 })).toThrow(OptionError);
  });
});
