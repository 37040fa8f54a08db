import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, NumericError, ShapeError } from '../../lib/borad/base';
import {
  coarsening,
  cosinePredictor,
  discretePredictor,
  linearGaussianPredictor,
  linearPredictorLoss,
  optimalPredictor,
  randomCovariance,
} from '../../lib/borad/theory';
import { covariances, distributions, failing, normals, RUNS, seeds } from './draws';

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
