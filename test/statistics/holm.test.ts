import { describe, expect, it } from 'vitest';
import { NumericError } from '../../lib/borad/base';
import { holm } from '../../lib/borad/statistics';

describe('holm', () => {
  it('multiplies by what is left and never falls, in the order given', () => {
    // statsmodels.stats.multitest.multipletests([0.01, 0.04, 0.03, 0.005], method='holm').
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([0.2])).toEqual([0.2]);
    expect(holm([])).toEqual([]);
    expect(holm([1, 0])).toEqual([1, 0]);
  });

  it('refuses what is no chance', () => {
    for (const p of [-0.1, 1.1, Number.NaN]) expect(() => holm([0.5, p])).toThrow(NumericError);
  });
});
