import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumericError, OptionError } from '../../lib/borad/base';
import { type ClaimRule, claimRules, type Deciding, decideRow } from '../../lib/notebooks/study/claims';
import { besideBorder } from './border';

const FAILS = 'refuted';
const decide = (rule: ClaimRule, number: number, tolerance: number, target?: number) =>
  decideRow({ rule, number, tolerance, target });

describe('decideRow', () => {
  it('below without a target: the number is below the tolerance', () => {
    expect(decide('below', 9.9e-10, 1e-9)).toBe('holds');
    expect(decide('below', 1e-9, 1e-9)).toBe(FAILS);
    expect(decide('below', -1, 0)).toBe('holds');
    expect(decide('below', 0, 0)).toBe(FAILS);
  });

  it('below with a target: it is below the target by more than the tolerance', () => {
    expect(decide('below', -0.3, 0.2, 0)).toBe('holds');
    expect(decide('below', -0.2, 0.2, 0)).toBe(FAILS);
    expect(decide('below', -0.1, 0.2, 0)).toBe(FAILS);
    expect(decide('below', 4.9, 0, 5)).toBe('holds');
  });

  it('above: it exceeds the target, 0 without one, by more than the tolerance', () => {
    expect(decide('above', 0.3, 0.2)).toBe('holds');
    expect(decide('above', 0.2, 0.2)).toBe(FAILS);
    expect(decide('above', 0.3, 0.2, 0.2)).toBe(FAILS);
    expect(decide('above', 0.5, 0.2, 0.2)).toBe('holds');
  });

  it('near: the tolerance itself is allowed, and binary fractions do not decide', () => {
    expect(decide('near', 86.2, 0.05, 86.15)).toBe('holds');
    expect(decide('near', 86.1, 0.05, 86.15)).toBe('holds');
    expect(decide('near', 86.2001, 0.05, 86.15)).toBe(FAILS);
    expect(decide('near', 7, 0, 7)).toBe('holds');
    expect(decide('near', 8, 0, 7)).toBe(FAILS);
  });

  it('apart: it is outside of the tolerance on either side', () => {
    for (const number of [-0.3, 0.3]) expect(decide('apart', number, 0.2)).toBe('holds');
    for (const number of [-0.2, 0, 0.2]) expect(decide('apart', number, 0.2)).toBe(FAILS);
    expect(decide('apart', 86.2, 0.05, 86.15)).toBe(FAILS);
  });

  it('names the condition only where it decides', () => {
    const of = (number: number, numberWithout: number) =>
      decideRow({ rule: 'below', number, numberWithout, tolerance: 1, condition: 'the rows are orthonormal' });
    expect(of(0, 2)).toBe('holds if');
    expect(of(0, 0)).toBe('holds');
    expect(of(2, 0)).toBe(FAILS);
    expect(of(2, 2)).toBe(FAILS);
  });

  it('refuses what cannot decide', () => {
    const refused = (deciding: object) => () =>
      decideRow({ rule: 'below', number: 1, tolerance: 1, ...deciding } as Deciding);
    expect(refused({ rule: 'under' })).toThrow(/rule of below, above, near, apart, got "under"/);
    for (const tolerance of [-1, Number.NaN, Number.POSITIVE_INFINITY, undefined]) {
      expect(refused({ tolerance })).toThrow(OptionError);
    }
    expect(refused({ rule: 'near' })).toThrow(/near needs a target/);
    expect(refused({ condition: 'x' })).toThrow(/numberWithout/);
    expect(refused({ condition: ' ', numberWithout: 1 })).toThrow(OptionError);
    expect(refused({ numberWithout: 1 })).toThrow(/without the condition/);
    for (const number of [Number.NaN, Number.NEGATIVE_INFINITY, undefined]) {
      expect(refused({ number })).toThrow(NumericError);
    }
    expect(refused({ target: Number.NaN })).toThrow(/target is NaN/);
    expect(refused({ condition: 'x', numberWithout: Number.NaN })).toThrow(/numberWithout is NaN/);
  });

  const size = fc.double({ min: -6, max: 6, noNaN: true }).map((power) => 10 ** power);
  const signed = fc.tuple(size, fc.boolean()).map(([value, negative]) => (negative ? -value : value));
  const rules = fc.record({
    rule: fc.constantFrom(...claimRules),
    tolerance: size,
    target: signed,
    bare: fc.boolean(),
  });
  const runs = { seed: 7, numRuns: 500 };

  it('flips each verdict when the number crosses its border', () => {
    fc.assert(
      fc.property(rules, signed, ({ bare, target, ...rest }, number) => {
        const deciding = bare && rest.rule !== 'near' ? rest : { ...rest, target };
        const of = (value: number) => decideRow({ ...deciding, number: value });
        expect(of(besideBorder(true, deciding))).toBe('holds');
        expect(of(besideBorder(false, deciding))).toBe(FAILS);
        expect([of(number), of(besideBorder(of(number) !== 'holds', deciding))].sort()).toEqual(['holds', FAILS]);
      }),
      runs,
    );
  });

  it('flips a conditional verdict with either number', () => {
    fc.assert(
      fc.property(rules, ({ bare: _, ...rest }) => {
        const [passing, missing] = [besideBorder(true, rest), besideBorder(false, rest)];
        const of = (number: number, numberWithout: number) =>
          decideRow({ ...rest, number, numberWithout, condition: 'c' });
        expect(of(passing, missing)).toBe('holds if');
        expect(of(missing, missing)).toBe(FAILS);
        expect(of(passing, passing)).toBe('holds');
      }),
      runs,
    );
  });
});
