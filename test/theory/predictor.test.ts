import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, NumericError, OptionError, ShapeError } from '../../lib/base';
import {
  coarsening,
  cosinePredictor,
  discretePredictor,
  linearGaussianPredictor,
  linearPredictorLoss,
  mixtureExpectation,
  mixtureGrid,
  mixturePredictor,
  optimalPredictor,
  randomCovariance,
  trainPredictor,
} from '../../lib/theory';
import { covariances, distance, distributions, failing, normals, RUNS, seeds } from './draws';

describe('optimalPredictor (B.2)', () => {
  it('by hand: errors of 1 around each mean', () => {
    const { loss, sumConditionalVariance } = optimalPredictor([[0], [2], [10], [12]], ['a', 'a', 'b', 'b']);
    expect(loss).toBeCloseTo(1, 12);
    expect(sumConditionalVariance).toBeCloseTo(1, 12);
  });

  it('its loss is the sum of conditional variances, which other predictions exceed', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.01, max: 1, noNaN: true }), (seed, step) => {
        const targets = normals(12, 3, seed);
        const online = targets.map((_, i) => i % 4);
        const { loss, sumConditionalVariance } = optimalPredictor(targets, online);
        expect(sumConditionalVariance).toBeCloseTo(loss, 10);
        // Moving every prediction by `step` along one axis adds step^2 to the loss.
        const moved = targets.reduce((sum, target, i) => {
          const group = targets.filter((_, j) => online[j] === online[i]);
          const error = target.map((value, c) => {
            const mean = group.reduce((total, row) => total + row[c], 0) / group.length;
            return mean + (c === 0 ? step : 0) - value;
          });
          return sum + Math.hypot(...error) ** 2 / targets.length;
        }, 0);
        expect(moved).toBeCloseTo(loss + step ** 2, 9);
      }),
      RUNS,
    );
  });
});

const jointOf = (states: number, outcomes: number, seed: number): number[][] =>
  distributions(states, outcomes, seed).map((row) => row.map((p) => p / states));

describe('discretePredictor (eqs. 18-22)', () => {
  const count = fc.integer({ min: 1, max: 6 });

  it('by hand: a fair coin of targets 0 and 2 has variance 1 whatever is seen', () => {
    const found = discretePredictor(
      [
        [0.25, 0.25],
        [0.25, 0.25],
      ],
      [[0], [2]],
    );
    expect(found.predictions).toEqual([[1], [1]]);
    expect(found.loss).toBeCloseTo(1, 12);
  });

  it('optimal loss = sum of conditional variances; merging states adds what they told apart', () => {
    fc.assert(
      fc.property(seeds, count, count, count, (seed, states, outcomes, d) => {
        const joint = jointOf(states, outcomes, seed);
        const targets = normals(outcomes, d, seed + 1);
        const { loss, identity } = discretePredictor(joint, targets);
        const code = joint.map((_, x) => Math.floor(x / 2));
        const merged = coarsening(joint, targets, code);
        expect(failing([identity, merged.identity])).toEqual([]);
        expect(merged.fine).toBeCloseTo(loss, 12);
        expect(merged.lost).toBeGreaterThanOrEqual(0);
      }),
      RUNS,
    );
  });

  it('merging states of one expectation costs nothing', () => {
    const joint = [
      [0.1, 0.2, 0],
      [0.1, 0.2, 0],
      [0, 0, 0.4],
    ];
    expect(coarsening(joint, [[0], [1], [5]], [0, 0, 1]).lost).toBeCloseTo(0, 12);
    expect(coarsening(joint, [[0], [1], [5]], [0, 1, 1]).lost).toBeGreaterThan(0.1);
    expect(() => coarsening(joint, [[0], [1], [5]], [0])).toThrow(ShapeError);
    expect(() => discretePredictor([[0.5]], [[1]])).toThrow(NumericError);
    expect(() => discretePredictor([[1]], [[1], [2]])).toThrow(ShapeError);
  });
});

describe('cosinePredictor (eq. 6)', () => {
  it('the optimal cosine loss is a function of the conditional variances of directions', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 6 }), (seed, d) => {
        const found = cosinePredictor(jointOf(3, 4, seed), normals(4, d, seed + 1));
        expect(failing([found.identity])).toEqual([]);
        expect(found.loss).toBeGreaterThanOrEqual(found.conditionalVariance / 2 - 1e-12);
        expect(found.loss).toBeLessThanOrEqual(found.conditionalVariance + 1e-12);
      }),
      RUNS,
    );
  });

  it('is blind to lengths: targets of one direction have variance but no loss', () => {
    const [joint, targets] = [
      [[0.5, 0.5]],
      [
        [1, 1],
        [3, 3],
      ],
    ];
    expect(cosinePredictor(joint, targets).loss).toBeCloseTo(0, 12);
    expect(discretePredictor(joint, targets).loss).toBeCloseTo(2, 12);
    expect(() =>
      cosinePredictor(joint, [
        [1, 1],
        [0, 0],
      ]),
    ).toThrow(NumericError);
  });
});

describe('linearGaussianPredictor (eqs. 18-22)', () => {
  const problemOf = (input: number[][], d: number, seed: number) => ({
    input,
    coefficients: normals(d, input.length, seed + 1),
    noise: randomCovariance(createRng(seed + 2), d, { rank: Math.max(1, d - 1) }).sigma,
  });

  it('finds the conditional expectation and its loss from covariances; any other predictor adds its distance', () => {
    fc.assert(
      fc.property(covariances({ fullRank: true }), fc.integer({ min: 1, max: 6 }), ({ sigma, seed }, d) => {
        const problem = problemOf(sigma, d, seed);
        const { identities, loss } = linearGaussianPredictor(problem);
        const other = linearPredictorLoss(problem, normals(d, sigma.length, seed + 3));
        expect(failing([...identities, other.identity])).toEqual([]);
        expect(other.loss).toBeGreaterThan(loss);
      }),
      RUNS,
    );
  });

  it('refuses sizes that do not fit', () => {
    const problem = { input: [[1]], coefficients: [[1, 2]], noise: [[1]] };
    expect(() => linearGaussianPredictor(problem)).toThrow(ShapeError);
    expect(() => linearPredictorLoss({ ...problem, coefficients: [[1]] }, [[1, 2]])).toThrow(ShapeError);
  });
});

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
