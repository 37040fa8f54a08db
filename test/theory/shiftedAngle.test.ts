import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { angleGain, largestTurn, shiftedAngle, shiftedViews } from '../../lib/borad/theory';
import { RUNS } from './draws';

const lengths = fc.double({ min: 0.05, max: 80, noNaN: true });
const angles = fc.double({ min: 0.01, max: Math.PI, noNaN: true });

describe('shiftedAngle (Section 3.4)', () => {
  it('agrees with the vectors', () => {
    fc.assert(
      fc.property(lengths, angles, (length, angle) => {
        const g = [length * Math.cos(angle), length * Math.sin(angle), 0];
        const { residualLength, turn, gain } = shiftedAngle(length, angle);
        const residual = [g[0] - 1, g[1], 0];
        expect(residualLength).toBeCloseTo(Math.hypot(...residual), 9);
        // The angle of g and g - p is that of two views 0 + g and 0 + r.
        expect(turn).toBeCloseTo(shiftedViews(g, residual, [0, 0, 0]).angle, 7);
        expect(gain).toBeCloseTo(angleGain(g, [0, 0, 1], [1, 0, 0]), 9);
        const across = [-Math.sin(angle), Math.cos(angle), 0];
        expect(gain * Math.abs(Math.cos(turn))).toBeCloseTo(angleGain(g, across, [1, 0, 0]), 7);
      }),
      RUNS,
    );
  });

  it('never turns further than arcsin(1 / |g|), and reaches it', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.01, max: 80, noNaN: true }), angles, (length, angle) => {
        expect(shiftedAngle(length, angle).turn).toBeLessThanOrEqual(largestTurn(length) + 1e-12);
        expect(shiftedAngle(length, Math.acos(1 / length)).turn).toBeCloseTo(largestTurn(length), 9);
      }),
      RUNS,
    );
    expect(largestTurn(0.5)).toBe(Math.PI);
  });

  it('does not turn what lies along the anchor, but enlarges angles there (eq. 9)', () => {
    expect(shiftedAngle(20, 0)).toEqual({ residualLength: 19, turn: 0, gain: 20 / 19 });
    expect(shiftedAngle(0.5, 0).turn).toBeCloseTo(Math.PI, 12);
  });

  it('refuses what has no angle', () => {
    expect(() => shiftedAngle(1, 0)).toThrow(OptionError);
    expect(() => shiftedAngle(0, 1)).toThrow(OptionError);
    expect(() => shiftedAngle(1, 4)).toThrow(OptionError);
    expect(() => largestTurn(0)).toThrow(OptionError);
  });
});
