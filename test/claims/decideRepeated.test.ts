import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../lib/borad/base';
import { combineVerdicts, decideFamily, type Repeated } from '../../lib/notebooks/study/claims';

const row = (values: number[], more: Partial<Repeated> = {}): Repeated => ({
  values,
  direction: 'above',
  margin: 0.5,
  family: 'Table 5',
  ...more,
});
const verdictOf = (values: number[], more: Partial<Repeated> = {}) => decideFamily([row(values, more)])[0].verdict;

const raised = [2, 2.1, 1.9, 2.05, 1.95];
const equal = [0.1, -0.1, 0.05, -0.05, 0];
const wide = [3, -2, 1, -1, 0.5];

describe('decideFamily', () => {
  it('gives each verdict that repetitions can have', () => {
    expect(verdictOf(raised)).toBe('holds');
    expect(verdictOf(raised, { direction: 'below' })).toBe('refuted');
    expect(verdictOf(raised.map((value) => -value))).toBe('refuted');
    expect(verdictOf(equal)).toBe('no difference');
    expect(verdictOf(wide)).toBe('undecided');
  });

  it('calls a certain difference that does not matter no difference, on either side', () => {
    const tiny = raised.map((value) => value / 20);
    expect(verdictOf(tiny)).toBe('no difference');
    expect(verdictOf(tiny, { direction: 'below' })).toBe('no difference');
    expect(verdictOf(tiny, { margin: undefined })).toBe('holds');
    expect(verdictOf(equal, { margin: undefined })).toBe('undecided');
  });

  it('measures from the target', () => {
    const about = raised.map((value) => value + 10);
    expect(verdictOf(about, { target: 10 })).toBe('holds');
    expect(verdictOf(about, { target: 20 })).toBe('refuted');
    expect(decideFamily([row(about, { target: 10 })])[0]).toMatchObject({ mean: expect.closeTo(12, 12) });
  });

  it('corrects a family: what decides alone need not decide among many', () => {
    // t = 3.21 with 4 degrees of freedom: p = 0.033.
    const near = [1.2, 0.2, 1.4, 0.4, 0.8].map((value) => value * 2);
    const [alone] = decideFamily([row(near)]);
    expect(alone.p).toBeGreaterThan(0.01);
    expect(alone.p).toBeLessThan(0.05);
    expect(alone.verdict).toBe('holds');
    const [among, ...others] = decideFamily([row(near), ...Array.from({ length: 9 }, () => row(wide))]);
    expect(among.p).toBe(alone.p);
    expect(among.pFamily).toBeCloseTo(10 * alone.p, 12);
    expect(among.verdict).toBe('undecided');
    expect(others.every(({ pFamily }) => pFamily === 1)).toBe(true);
    expect(among.visible).toBeGreaterThan(alone.visible);
  });

  it('corrects equivalence too', () => {
    const close = [0.4, -0.2, 0.1, 0.3, -0.1];
    expect(verdictOf(close)).toBe('no difference');
    expect(decideFamily(Array.from({ length: 12 }, () => row(close)))[0].verdict).toBe('undecided');
  });

  it('refuses rows of two families and a single value', () => {
    expect(() => decideFamily([row(equal), row(equal, { family: 'Table 6' })])).toThrow(OptionError);
    expect(() => decideFamily([row([1])])).toThrow(ShapeError);
    expect(() => decideFamily([row(equal, { margin: 0 })])).toThrow(OptionError);
  });
});

describe('combineVerdicts', () => {
  it('is the weakest', () => {
    expect(combineVerdicts(['holds', 'holds'])).toBe('holds');
    expect(combineVerdicts(['holds', 'holds if'])).toBe('holds if');
    expect(combineVerdicts(['holds', 'not testable here'])).toBe('not testable here');
    expect(combineVerdicts(['undecided', 'not testable here', 'holds'])).toBe('undecided');
    expect(combineVerdicts(['undecided', 'no difference'])).toBe('no difference');
    expect(combineVerdicts(['no difference', 'refuted', 'holds'])).toBe('refuted');
  });
});
