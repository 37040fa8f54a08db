import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import { mixtureExpectation, mixtureGrid, mixturePredictor, trainPredictor } from '../../lib/borad/theory';
import { distance, distributions, failing, normals, RUNS, seeds } from './draws';

describe('mixturePredictor (eqs. 18-22)', () => {
  const mixtureOf = (seed: number, count: number, d: number) => ({
    weights: distributions(1, count, seed)[0],
    centres: normals(1, count, seed + 1)[0].map((value) => 3 * value),
    spread: 0.5,
    targets: normals(count, d, seed + 2),
    noise: 0.1,
  });

  it('the quadrature is exact and the loss is the conditional variance, plus the distance from E[Y|X]', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }), (seed, count, d) => {
        const mixture = mixtureOf(seed, count, d);
        const mass = mixtureGrid(mixture).probability.reduce((sum, p) => sum + p, 0);
        expect(mass).toBeCloseTo(1, 12);
        const best = mixturePredictor(mixture);
        const other = mixturePredictor(mixture, (x) =>
          mixtureExpectation(mixture, x).map((value) => value + Math.sin(x)),
        );
        expect(failing([best.identity, other.identity])).toEqual([]);
        expect(best.excess).toBe(0);
        expect(other.loss).toBeGreaterThan(best.loss);
      }),
      { ...RUNS, numRuns: 20 },
    );
  });

  it('a trained predictor approaches the conditional expectation from above', () => {
    const mixture = {
      weights: [0.3, 0.4, 0.3],
      centres: [-2, 0, 2],
      spread: 0.7,
      targets: [
        [1, 0],
        [-1, 1],
        [0.5, -1],
      ],
      noise: 0.2,
    };
    const { loss: least } = mixturePredictor(mixture);
    const { predict, curve } = trainPredictor(mixture, createRng(5), { hidden: 12, steps: 1500, record: [50] });
    const excess = curve.map(({ loss }) => loss - least);
    expect(curve.map(({ step }) => step)).toEqual([0, 50, 1500]);
    expect(Math.min(...excess)).toBeGreaterThan(0);
    expect(excess[1]).toBeLessThan(excess[0]);
    expect(excess[2]).toBeLessThan(1e-3 * excess[0]);
    expect(excess[2] / least).toBeLessThan(1e-3);
    expect(distance([...predict(1)], mixtureExpectation(mixture, 1))).toBeLessThan(0.05);
    // One unit has not the capacity: it stays away from the bound.
    const narrow = trainPredictor(mixture, createRng(5), { hidden: 1, steps: 1500 }).curve;
    expect(narrow[narrow.length - 1].loss / least).toBeGreaterThan(1.1);
    expect(() => trainPredictor(mixture, createRng(5), { hidden: 0, steps: 1 })).toThrow(OptionError);
  });

  it('refuses what is no mixture', () => {
    const mixture = mixtureOf(1, 2, 1);
    expect(() => mixturePredictor({ ...mixture, weights: [0.5, 0.6] })).toThrow(NumericError);
    expect(() => mixturePredictor({ ...mixture, centres: [0] })).toThrow(ShapeError);
    expect(() => mixtureGrid(mixture, 1)).toThrow(OptionError);
  });
});
