import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, NumericError, ShapeError } from '../../lib/base';
import {
  alignmentExpansion,
  alignmentExpansionGradient,
  alignmentLoss,
  alignmentLossGradient,
  checkRouting,
  covariance,
  crossViewDifferences,
  entropyBound,
  hardAssignment,
  optimalPredictor,
  radialDerivative,
  radialDerivativeExpansion,
  rayleighQuotient,
  routeLinear,
  secondMoment,
  shiftLimit,
  splitBySpan,
  stationaryCondition,
  tangentialGradient,
  totalVariance,
  trace,
} from '../../lib/theory';

const RUNS = { seed: 14, numRuns: 60 };
const seeds = fc.integer({ min: 0, max: 1e6 });

const normals = (rows: number, columns: number, seed: number): number[][] => {
  const rng = createRng(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => rng.normal()));
};

/** Rotation in three dimensions: orthonormal columns. */
function rotation(a: number, b: number): number[][] {
  const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
  return [
    [ca * cb, -sa, ca * sb],
    [sa * cb, ca, sa * sb],
    [-sb, 0, cb],
  ];
}

const distance = (a: number[], b: number[]): number => Math.hypot(...a.map((value, i) => value - b[i]));

describe('entropyBound (B.1)', () => {
  it('by hand: diag(1, 4)', () => {
    const found = entropyBound([
      [1, 0],
      [0, 4],
    ]);
    const constant = Math.log(2 * Math.PI * Math.E);
    expect(found.eigenvalues).toEqual([1, 4]);
    expect(found.geometricMean).toBeCloseTo(2, 12);
    expect(found.arithmeticMean).toBe(2.5);
    expect(found.gaussianEntropy).toBeCloseTo(constant + Math.log(2), 12);
    expect(found.traceBound).toBeCloseTo(constant + Math.log(2.5), 12);
  });

  it('holds for every covariance and is tight for an isotropic one only', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.01, max: 9, noNaN: true }), (seed, scale) => {
        const found = entropyBound(covariance(normals(12, 4, seed)));
        expect(found.gaussianEntropy).toBeLessThan(found.traceBound);
        expect(found.geometricMean).toBeLessThan(found.arithmeticMean);
        const isotropic = entropyBound([0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? scale : 0))));
        expect(isotropic.gaussianEntropy).toBeCloseTo(isotropic.traceBound, 12);
      }),
      RUNS,
    );
  });

  it('a degenerate Gaussian has entropy -Infinity', () => {
    expect(
      entropyBound([
        [1, 1],
        [1, 1],
      ]).gaussianEntropy,
    ).toBe(Number.NEGATIVE_INFINITY);
  });

  it('refuses what is no covariance', () => {
    expect(() => entropyBound([[1, 2]])).toThrow(ShapeError);
    expect(() =>
      entropyBound([
        [1, 2],
        [0, 1],
      ]),
    ).toThrow(NumericError);
    expect(() => entropyBound([[-1]])).toThrow(NumericError);
    expect(() => covariance([])).toThrow(ShapeError);
  });
});

describe('totalVariance (Section 3.2)', () => {
  it('by hand: two pairs on a line', () => {
    const samples = [[0], [2], [10], [12]];
    const found = totalVariance(samples, hardAssignment([0, 0, 1, 1], 2));
    expect(found).toEqual({ within: 1, between: 25, total: 26 });
  });

  it('within + between = total for any soft weights', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const weights = normals(9, 3, seed + 1).map((row) => {
          const exponentials = row.map(Math.exp);
          const sum = exponentials.reduce((a, b) => a + b);
          return exponentials.map((value) => value / sum);
        });
        const { within, between, total } = totalVariance(normals(9, 4, seed), weights);
        expect(within + between).toBeCloseTo(total, 10);
        expect(between).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it('one prototype explains nothing, one a sample everything; unused prototypes do not matter', () => {
    const samples = normals(5, 3, 2);
    expect(totalVariance(samples, hardAssignment([0, 0, 0, 0, 0], 4)).between).toBeCloseTo(0, 12);
    expect(totalVariance(samples, hardAssignment([0, 1, 2, 3, 4], 5)).within).toBeCloseTo(0, 12);
  });

  it('refuses weights that are no distribution', () => {
    expect(() => totalVariance([[1], [2]], [[0.5], [1]])).toThrow(NumericError);
    expect(() => totalVariance([[1]], [[1.5, -0.5]])).toThrow(NumericError);
    expect(() => totalVariance([[1], [2]], [[1]])).toThrow(ShapeError);
    expect(() => hardAssignment([0, 2], 2)).toThrow(NumericError);
  });
});

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

describe('alignment loss (B.4)', () => {
  const eigenvalues = [0.9, 0.5, 0.2];
  const eigenvectors = rotation(0.7, -1.1);
  const r = [1.2, -2, 0.8];
  const column = (i: number): number[] => eigenvectors.map((row) => row[i]);

  it('by hand: a difference across r turns the views by 2 atan(|delta| / 2 |r|)', () => {
    expect(alignmentLoss([2, 0], [[0, 2]])).toBeCloseTo(1 - Math.cos(2 * Math.atan(0.5)), 12);
    // A difference along r changes lengths only.
    expect(alignmentLoss([2, 0], [[1, 0]])).toBeCloseTo(0, 12);
  });

  it('the differences have the covariance they were made for', () => {
    const sigma = secondMoment(crossViewDifferences(eigenvalues, eigenvectors, 0.3));
    eigenvalues.forEach((lambda, i) => {
      expect(rayleighQuotient(column(i), sigma)).toBeCloseTo(0.3 * lambda, 12);
    });
    expect(trace(sigma)).toBeCloseTo(0.3 * (0.9 + 0.5 + 0.2), 12);
  });

  it('both gradients agree with central differences of step 1e-5 along random directions', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [at, direction] = normals(2, 3, seed).map((row) => row.map((value) => value + 2));
        const differences = crossViewDifferences(eigenvalues, eigenvectors, 0.5);
        const sigma = secondMoment(differences);
        const step = 1e-5;
        const moved = (sign: number) => at.map((value, i) => value + sign * step * direction[i]);
        const slope = (f: (r: number[]) => number) => (f(moved(1)) - f(moved(-1))) / (2 * step);
        const along = (gradient: number[]) => gradient.reduce((sum, value, i) => sum + value * direction[i], 0);
        const exact = slope((x) => alignmentLoss(x, differences));
        expect(Math.abs(along(alignmentLossGradient(at, differences)) - exact)).toBeLessThan(1e-7);
        const expanded = slope((x) => alignmentExpansion(x, sigma));
        expect(Math.abs(along(alignmentExpansionGradient(at, sigma)) - expanded)).toBeLessThan(1e-7);
      }),
      RUNS,
    );
  });

  it('the relative error of the expansion falls as |delta|^2', () => {
    const relativeError = (scale: number): number => {
      const differences = crossViewDifferences(eigenvalues, eigenvectors, scale);
      const exact = alignmentLoss(r, differences);
      return Math.abs(alignmentExpansion(r, secondMoment(differences)) / exact - 1);
    };
    expect(relativeError(1e-2) / relativeError(1e-1)).toBeCloseTo(0.1, 2);
    expect(relativeError(1e-3) / relativeError(1e-2)).toBeCloseTo(0.1, 2);
  });

  it('the loss falls with |r| everywhere, so an eigenvector is no stationary point', () => {
    const sigma = secondMoment(crossViewDifferences(eigenvalues, eigenvectors, 0.01));
    fc.assert(
      fc.property(seeds, (seed) => {
        const [at] = normals(1, 3, seed);
        const radial = radialDerivative(at, alignmentExpansionGradient(at, sigma));
        expect(radial).toBeLessThan(0);
        expect(radial / radialDerivativeExpansion(at, sigma)).toBeCloseTo(1, 9);
      }),
      RUNS,
    );
    const { left, right, gap } = stationaryCondition(column(0), sigma);
    expect(distance(left, right)).toBeCloseTo(gap, 12);
    expect(gap).toBeCloseTo(0.01 * (0.5 + 0.2), 12);
  });

  it('eq. 37 holds at the eigenvector of a covariance of rank one', () => {
    const sigma = secondMoment(crossViewDifferences([0.9, 0, 0], eigenvectors));
    const { left, right, gap } = stationaryCondition(column(0), sigma);
    expect(distance(left, right)).toBeLessThan(1e-12);
    expect(gap).toBeCloseTo(0, 12);
    expect(radialDerivativeExpansion(column(0), sigma)).toBeCloseTo(0, 12);
  });

  it('on a sphere the eigenvectors are stationary and the top one is the minimum', () => {
    const differences = crossViewDifferences(eigenvalues, eigenvectors, 0.01);
    const at = (i: number) => column(i).map((value) => 3 * value);
    const losses = [0, 1, 2].map((i) => {
      const gradient = alignmentLossGradient(at(i), differences);
      expect(Math.hypot(...tangentialGradient(at(i), gradient))).toBeLessThan(1e-12);
      return alignmentLoss(at(i), differences);
    });
    expect(losses[0]).toBeLessThan(losses[1]);
    expect(losses[1]).toBeLessThan(losses[2]);
    fc.assert(
      fc.property(seeds, (seed) => {
        const [direction] = normals(1, 3, seed);
        const point = direction.map((value) => (3 * value) / Math.hypot(...direction));
        const gradient = alignmentLossGradient(point, differences);
        expect(alignmentLoss(point, differences)).toBeGreaterThanOrEqual(losses[0]);
        expect(Math.hypot(...tangentialGradient(point, gradient))).toBeGreaterThan(1e-9);
      }),
      RUNS,
    );
  });

  it('is undefined at 0', () => {
    expect(() => alignmentLoss([0, 0], [[0, 0]])).toThrow(NumericError);
    expect(() =>
      alignmentExpansion(
        [0, 0],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    ).toThrow(NumericError);
    expect(() => alignmentExpansion([1, 0], [[1]])).toThrow(ShapeError);
  });
});

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
