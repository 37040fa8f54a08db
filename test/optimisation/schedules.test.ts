import { describe, expect, it } from 'vitest';
import { biasCorrections, learningRateAt } from '../../lib/borad/optimisation';

describe('learningRateAt', () => {
  const settings = { steps: 10, learningRate: 5e-3, decayAt: 0.8, decayFactor: 0.1 };

  it('falls with the first step after the share of the run, not one before', () => {
    expect(learningRateAt(7, settings)).toBe(5e-3);
    expect(learningRateAt(8, settings)).toBe(5e-4);
  });

  it('rounds where the share falls between two steps', () => {
    expect([4, 5].map((step) => learningRateAt(step, { ...settings, steps: 6 }))).toEqual([5e-3, 5e-4]);
  });

  it('never falls where the share is the whole run', () => {
    expect(learningRateAt(9, { ...settings, decayAt: 1 })).toBe(5e-3);
  });

  it('never falls where it is asked not to', () => {
    expect(learningRateAt(9, { ...settings, decay: 'none' })).toBe(5e-3);
    expect(learningRateAt(9, { ...settings, decay: 'step' })).toBe(5e-4);
  });
});

describe('biasCorrections', () => {
  it('is 1 / (1 - beta^t), t from 1', () => {
    expect(biasCorrections(0, 0.5, 0.999).first).toBe(2);
    expect(biasCorrections(0, 0.5, 0.999).second).toBeCloseTo(1000, 9);
    expect(biasCorrections(1, 0.5, 0.999).first).toBeCloseTo(4 / 3, 12);
    expect(biasCorrections(2, 0.5, 0.9).second).toBeCloseTo(1 / (1 - 0.729), 12);
  });
});
