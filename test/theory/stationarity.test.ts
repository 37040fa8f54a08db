import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, OptionError } from '../../lib/borad/base';
import {
  alignmentDescent,
  fitPowerLaw,
  radialFall,
  randomCovariance,
  secondMoment,
  sphereStationarity,
  stationaryClaim,
} from '../../lib/borad/theory';
import { covariances, differencesOf, distance, failing, normals, RUNS, seeds } from './draws';

const overlap = (a: readonly number[], b: readonly number[]): number =>
  Math.abs(a.reduce((sum, value, i) => sum + value * b[i], 0)) / (Math.hypot(...a) * Math.hypot(...b));

describe('stationaryClaim (eqs. 36-38)', () => {
  it('the parts of the gradient are exact, and it has a lower bound, at any residual', () => {
    fc.assert(
      fc.property(covariances(), fc.double({ min: -1, max: 2, noNaN: true }), ({ sigma, d, seed }, power) => {
        const r = normals(1, d, seed + 1)[0].map((value) => 10 ** power * value);
        const { identities, bound } = stationaryClaim(r, sigma);
        expect(failing(identities)).toEqual([]);
        expect(bound.slack).toBeGreaterThan(-1e-9 * bound.upper);
      }),
      RUNS,
    );
  });

  it('no eigenvector solves eq. 37 unless the rank is one; then the one outside the null space does', () => {
    fc.assert(
      fc.property(covariances(), ({ sigma, d, rank, eigenvalues, eigenvectors }) => {
        const total = eigenvalues.reduce((sum, value) => sum + value, 0);
        const rest = total - eigenvalues[0];
        for (let i = 0; i < d; i++) {
          const { rho, required, bound } = stationaryClaim(
            eigenvectors.map((row) => row[i]),
            sigma,
          );
          expect(Math.abs(rho - eigenvalues[i])).toBeLessThan(1e-12 * total);
          const solves = Math.abs(rho - required) < 1e-9 * total;
          expect(solves).toBe(rank === 1 && i === 0);
          if (rank > 1) expect(bound.upper).toBeGreaterThan(0.999 * rest);
        }
      }),
      RUNS,
    );
  });

  it('by hand: diag(2, 1) at its first axis asks for eigenvalue 1 and gets 2', () => {
    const { rho, required, bound } = stationaryClaim(
      [1, 0],
      [
        [2, 0],
        [0, 1],
      ],
    );
    expect([rho, required]).toEqual([2, 1]);
    expect([bound.lower, bound.upper]).toEqual([1, 1]);
  });
});

describe('radialFall (eq. 27)', () => {
  it('the exact loss falls with |r| for differences small and large', () => {
    fc.assert(
      fc.property(covariances(), fc.double({ min: -3, max: 1, noNaN: true }), (draw, power) => {
        const [r] = normals(1, draw.d, draw.seed + 1);
        const { derivative, identity } = radialFall(r, differencesOf(draw, 10 ** power));
        expect(failing([identity])).toEqual([]);
        expect(derivative).toBeLessThan(0);
      }),
      RUNS,
    );
    expect(radialFall([2, 0], [[1, 0]]).derivative).toBeCloseTo(0, 12);
  });
});

describe('sphereStationarity', () => {
  it('eigenvectors are stationary on the sphere, ordered, the top one the only minimum; in space none is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), seeds, (d, seed) => {
        const { eigenvalues, eigenvectors } = randomCovariance(createRng(seed), d, { condition: 20 });
        const points = sphereStationarity(eigenvalues, eigenvectors, 3, 1e-3);
        points.forEach((point, i) => {
          expect(point.tangential).toBeLessThan(1e-12);
          expect(point.radial).toBeLessThan(-1e-6);
          expect(point.descentDirections).toBe(i);
          if (i > 0) expect(point.loss).toBeGreaterThan(points[i - 1].loss);
        });
      }),
      RUNS,
    );
  });
});

describe('alignmentDescent', () => {
  const { sigma, eigenvalues, eigenvectors } = randomCovariance(createRng(21), 4, { condition: 6 });
  const differences = differencesOf({ sigma, eigenvalues, eigenvectors }, 0.1);
  const top = eigenvectors.map((row) => row[0]);
  const start = normals(1, 4, 22)[0];

  it('on the sphere it ends at the top eigenvector', () => {
    const path = alignmentDescent(start, differences, { steps: 2000, sphere: true, every: 100 });
    const last = path[path.length - 1];
    expect(last.length).toBeCloseTo(Math.hypot(...start), 9);
    expect(overlap(start, top)).toBeLessThan(0.95);
    expect(overlap(last.r, top)).toBeGreaterThan(1 - 1e-6);
  });

  it('in space |r| never stops growing, as the fourth root of time; the direction turns to the top one meanwhile', () => {
    const path = alignmentDescent(start, differences, { steps: 600, rate: 0.02 });
    path.slice(1).forEach((point, i) => {
      expect(point.loss).toBeLessThan(path[i].loss);
      expect(point.length).toBeGreaterThan(path[i].length);
    });
    const late = path.slice(300);
    const { slope } = fitPowerLaw(
      late.map(({ time }) => time),
      late.map(({ length }) => length),
    );
    expect(slope).toBeCloseTo(0.25, 2);
    expect(overlap(path[600].r, top)).toBeGreaterThan(overlap(start, top));
    expect(path[600].length / path[0].length).toBeGreaterThan(1000);
  });

  it('the direction turns at a rate set by log |r|: power (lambda_1 - lambda_2) / (Tr - lambda_1)', () => {
    const path = alignmentDescent(start, differences, { steps: 1500, rate: 0.02, every: 10 }).slice(75);
    const second = eigenvectors.map((row) => row[1]);
    const tangent = path.map(({ r }) => overlap(r, second) / overlap(r, top));
    const scaled = secondMoment(differences).reduce((sum, row, i) => sum + row[i], 0);
    const share = scaled / eigenvalues.reduce((sum, value) => sum + value, 0);
    const [first, next] = eigenvalues.map((value) => share * value);
    const expected = -(first - next) / (scaled - first);
    const { slope } = fitPowerLaw(
      path.map(({ length }) => length),
      tangent,
    );
    expect(slope / expected).toBeCloseTo(1, 1);
  });

  it('stands still for differences along r, and refuses no steps', () => {
    const path = alignmentDescent(
      [2, 0],
      [
        [1, 0],
        [-1, 0],
      ],
      { steps: 3 },
    );
    expect(distance(path[3].r, [2, 0])).toBeLessThan(1e-12);
    expect(() => alignmentDescent([2, 0], [[1, 0]], { steps: 0 })).toThrow(OptionError);
  });
});
