import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import {
  checkRouting,
  fitPowerLaw,
  movedBank,
  randomCovariance,
  randomOrthonormal,
  routeCosine,
  routedPredictor,
  routeLinear,
  routingSpectrum,
  splitBySpan,
} from '../../lib/borad/theory';
import { covariances, distance, failing, normals, RUNS, rotation, seeds } from './draws';

describe('linear routing (B.3)', () => {
  it('by hand: onto the first axis, and twice as long for a prototype of length sqrt 2', () => {
    expect(routeLinear([3, 4], [[1, 0]])).toEqual([3, 0]);
    expect(checkRouting([3, 4], [[1, 0]]).idempotencyError).toBe(0);
    const longer = checkRouting([3, 4], [[Math.SQRT2, 0]]);
    expect(longer.mapped[0]).toBeCloseTo(6, 12);
    expect(longer.projection[0]).toBeCloseTo(3, 12);
    expect(longer.idempotencyError).toBeCloseTo(2, 12);
  });

  it('maps the part outside the span to 0 for any bank; is the projector for orthonormal rows only', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [f] = normals(1, 3, seed);
        const moved = checkRouting(f, normals(2, 3, seed + 1));
        expect(moved.normOfMappedOrthogonalPart).toBeLessThan(1e-10);
        expect(moved.idempotencyError).toBeGreaterThan(1e-6);
        const orthonormal = checkRouting(f, rotation(seed, 2 * seed).slice(0, 2));
        expect(distance(orthonormal.mapped, orthonormal.projection)).toBeLessThan(1e-10);
        expect(orthonormal.idempotencyError).toBeLessThan(1e-10);
      }),
      RUNS,
    );
  });

  it('splits a feature into orthogonal parts, with repeated prototypes too', () => {
    const { parallel, orthogonal } = splitBySpan(
      [1, 2, 3],
      [
        [1, 1, 0],
        [2, 2, 0],
      ],
    );
    expect(distance(parallel, [1.5, 1.5, 0])).toBeLessThan(1e-12);
    expect(distance(orthogonal, [-0.5, 0.5, 3])).toBeLessThan(1e-12);
    expect(() => splitBySpan([1, 2], [[1, 1, 0]])).toThrow(ShapeError);
    expect(() => routeLinear([1, 2], [[1, 1, 0]])).toThrow(ShapeError);
  });
});

describe('routing identities (eqs. 23-25, B.5)', () => {
  /** A bank of N rows with singular values spread over a condition number. */
  const bankOf = (seed: number, rows: number, columns: number, condition: number): number[][] => {
    const axes = randomOrthonormal(createRng(seed), rows, columns);
    const turn = randomOrthonormal(createRng(seed + 1), rows, rows);
    const values = axes.map((_, k) => condition ** (-k / Math.max(1, rows - 1)));
    return turn.map((row) =>
      axes[0].map((_, c) => row.reduce((sum, value, k) => sum + value * values[k] * axes[k][c], 0)),
    );
  };
  const sizes = [fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 6 })] as const;
  const conditions = fc.double({ min: 0, max: 4, noNaN: true }).map((power) => 10 ** power);

  it('span, rejection and the spectrum are exact for every bank, repeated prototypes included', () => {
    fc.assert(
      fc.property(seeds, ...sizes, conditions, fc.boolean(), (seed, rows, more, condition, repeated) => {
        const bank = bankOf(seed, rows, rows + more, condition);
        if (repeated) bank.push([...bank[0]]);
        const [f] = normals(1, rows + more, seed + 2);
        expect(failing([...checkRouting(f, bank).identities, routingSpectrum(bank).identity])).toEqual([]);
        expect(
          failing([
            checkRouting(
              f.map((value) => 1e3 * value),
              bank,
            ).identities[1],
          ]),
        ).toEqual([]);
        const { parallel, orthogonal } = splitBySpan(routeCosine(f, bank), bank);
        expect(Math.hypot(...orthogonal)).toBeLessThan(1e-9 * (1 + Math.hypot(...parallel)));
      }),
      RUNS,
    );
  });

  it('cosine routing forgets the length of the feature, linear routing does not', () => {
    const bank = bankOf(4, 3, 6, 10);
    const [f] = normals(1, 6, 5);
    const longer = f.map((value) => 3 * value);
    expect(distance(routeCosine(longer, bank), routeCosine(f, bank))).toBeLessThan(1e-12);
    expect(distance(routeLinear(longer, bank), routeLinear(f, bank))).toBeGreaterThan(0.1);
    expect(() => routeCosine([0, 0], [[1, 0]])).toThrow(NumericError);
  });

  it('idempotence is lost in proportion to the move away from orthonormal rows', () => {
    const bank = randomOrthonormal(createRng(8), 7, 32);
    expect(routingSpectrum(bank).idempotencyError).toBeLessThan(1e-12);
    expect(routingSpectrum(bank).gains).toHaveLength(7);
    const amounts = [1e-5, 1e-4, 1e-3, 1e-2];
    const errors = amounts.map((amount) => routingSpectrum(movedBank(bank, amount, createRng(9))).idempotencyError);
    expect(fitPowerLaw(amounts, errors).slope).toBeCloseTo(1, 1);
    const far = routingSpectrum(movedBank(bank, 0.5, createRng(9)));
    expect(far.gains[0]).toBeGreaterThan(1.1);
    expect(far.mergeInput.least).toBeCloseTo(1, 9);
    expect(far.mergeInput.greatest).toBeCloseTo(Math.sqrt(1 + far.gains[0] ** 2), 9);
    expect(() => randomOrthonormal(createRng(1), 3, 2)).toThrow(OptionError);
  });
});

describe('routedPredictor (eq. 26)', () => {
  it('given f the bank changes nothing; given the routed feature alone the loss is never lower', () => {
    fc.assert(
      fc.property(
        covariances({ fullRank: true, least: 3 }),
        fc.integer({ min: 1, max: 4 }),
        ({ sigma, seed, d }, outputs) => {
          const problem = {
            input: sigma,
            coefficients: normals(outputs, d, seed + 1),
            noise: randomCovariance(createRng(seed + 2), outputs).sigma,
          };
          const found = routedPredictor(problem, normals(2, d, seed + 3));
          expect(failing(found.identities)).toEqual([]);
          expect(found.bound.slack).toBeGreaterThan(0);
        },
      ),
      RUNS,
    );
  });

  it('loses nothing where the bank spans what predicts', () => {
    const problem = {
      input: [
        [2, 0, 0],
        [0, 1, 0],
        [0, 0, 3],
      ],
      coefficients: [[1, 2, 0]],
      noise: [[0.5]],
    };
    expect(
      routedPredictor(problem, [
        [1, 0, 0],
        [1, 1, 0],
      ]).routed,
    ).toBeCloseTo(0.5, 12);
    expect(routedPredictor(problem, [[0, 0, 1]]).routed).toBeCloseTo(6.5, 12);
    expect(() => routedPredictor(problem, [[1, 0]])).toThrow(ShapeError);
  });
});
