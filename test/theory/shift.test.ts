import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import { angleGain, shiftConvergence, shiftedViews, shiftLimit } from '../../lib/borad/theory';
import { failing, normals, RUNS, seeds } from './draws';

const unit = (row: number[]): number[] => row.map((value) => value / Math.hypot(...row));
const dimensions = fc.integer({ min: 2, max: 9 });

describe('shiftLimit (eq. 9)', () => {
  it('the distance to the limit is 2 |g| sin(angle / 2), 0 at the anchor', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 3, noNaN: true }),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (angle, length) => {
          const g = [length * Math.cos(angle), length * Math.sin(angle)];
          expect(shiftLimit(g, [1, 0]).distance).toBeCloseTo(2 * length * Math.sin(angle / 2), 10);
        },
      ),
      RUNS,
    );
    expect(shiftLimit([3, 0], [1, 0])).toEqual({ residual: [2, 0], limit: [2, 0], distance: 0 });
  });

  it('refuses an anchor that is not of length 1', () => {
    expect(() => shiftLimit([3, 0], [2, 0])).toThrow(NumericError);
    expect(() => shiftLimit([3, 0], [1])).toThrow(ShapeError);
  });
});

describe('shiftConvergence (eq. 9)', () => {
  it('holds for every length and dimension; the distance is of order 1 in the angle', () => {
    const lengths = fc.double({ min: -1, max: 2, noNaN: true }).map((power) => 10 ** power);
    fc.assert(
      fc.property(seeds, dimensions, lengths, (seed, d, length) => {
        const [anchor, across] = normals(2, d, seed).map(unit);
        const { rows, order } = shiftConvergence(length, anchor, across, [1e-1, 1e-2, 1e-3, 1e-4]);
        expect(failing(rows.flatMap(({ identities }) => identities))).toEqual([]);
        expect(order.slope).toBeCloseTo(1, 2);
      }),
      RUNS,
    );
  });

  it('the energy gap has a sign: below length 1 the residual turns away from the anchor', () => {
    const at = (length: number) => shiftConvergence(length, [1, 0, 0], [0, 1, 0], [0.1, 1e-4]).rows[1];
    expect(at(2).residualAngle).toBeLessThan(1e-3);
    expect(at(0.5).residualAngle).toBeGreaterThan(Math.PI - 1e-3);
    // At length 1 the limit is 0: the residual is all distance.
    expect(at(1).relative).toBeCloseTo(1, 6);
    expect(at(1).residualAngle).toBeCloseTo(Math.PI / 2, 3);
    expect(() => shiftConvergence(0, [1, 0], [0, 1], [0.1, 0.2])).toThrow(OptionError);
    expect(() => shiftConvergence(1, [1, 0], [2, 0], [0.1, 0.2])).toThrow(OptionError);
  });
});

describe('shiftedViews (Section 3.4)', () => {
  it('keeps the difference for any anchor, and changes the angle', () => {
    fc.assert(
      fc.property(seeds, dimensions, fc.double({ min: -2, max: 3, noNaN: true }), (seed, d, power) => {
        const [first, noise, anchor] = normals(3, d, seed);
        const second = first.map((value, i) => value + 0.1 * noise[i]);
        const found = shiftedViews(
          first,
          second,
          anchor.map((value) => 10 ** power * value),
        );
        expect(failing([found.identity])).toEqual([]);
        expect(Math.abs(found.shiftedAngle / found.angle - 1)).toBeGreaterThan(1e-6);
      }),
      RUNS,
    );
    expect(shiftedViews([3, 1], [1, 2], [0, 0]).shiftedAngle).toBe(shiftedViews([3, 1], [1, 2], [0, 0]).angle);
  });

  it('by hand: (2, 0) and (2, 1) from (1, 0) are seen under 45 degrees', () => {
    const { angle, shiftedAngle } = shiftedViews([2, 0], [2, 1], [1, 0]);
    expect(angle).toBeCloseTo(Math.atan(0.5), 12);
    expect(shiftedAngle).toBeCloseTo(Math.PI / 4, 12);
    expect(() => shiftedViews([1, 0], [1, 1], [1, 0])).toThrow(NumericError);
    expect(() => shiftedViews([1, 0], [1], [1, 0])).toThrow(ShapeError);
  });
});

describe('angleGain (Section 3.4)', () => {
  it('is the ratio of the angles for small differences', () => {
    fc.assert(
      fc.property(seeds, dimensions, (seed, d) => {
        const [g, noise, anchor] = normals(3, d, seed);
        const half = noise.map((value) => 5e-8 * value);
        const views = [1, -1].map((sign) => g.map((value, i) => value + sign * half[i]));
        const { angle, shiftedAngle } = shiftedViews(views[0], views[1], unit(anchor));
        expect(angleGain(g, noise, unit(anchor)) / (shiftedAngle / angle)).toBeCloseTo(1, 4);
      }),
      RUNS,
    );
  });

  it('is large near the anchor, near 1 for features much longer than it, and can be below 1', () => {
    expect(angleGain([1.1, 0], [0, 1], [1, 0])).toBeCloseTo(11, 9);
    expect(angleGain([47, 0], [0, 1], [1, 0])).toBeCloseTo(47 / 46, 12);
    expect(angleGain([2, 0], [0, 1], [-1, 0])).toBeCloseTo(2 / 3, 12);
    expect(() => angleGain([1, 0], [1, 0], [0, 1])).toThrow(NumericError);
    expect(() => angleGain([1, 0], [1], [0, 1])).toThrow(ShapeError);
  });
});
