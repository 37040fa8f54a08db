/** Claims of the theory with their inputs perturbed: the computed number changes, and with it the verdict. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../lib/borad/base';
import {
  checkRouting,
  covariance,
  covarianceSplit,
  entropyBound,
  identityOf,
  normalRows,
  softAssignment,
  stationaryClaim,
  trace,
  worstResidual,
} from '../../lib/borad/theory';
import { type Claim, type ExactRow, readClaims, recordClaim } from '../../lib/notebooks/study/claims';
import { there } from '../there';

const FAILS = 'refuted';
let before: string | undefined;
let folder = '';
beforeAll(() => {
  before = process.env.BORAD_OUTPUT;
  folder = mkdtempSync(join(tmpdir(), 'borad-claims-'));
  process.env.BORAD_OUTPUT = folder;
});
afterAll(() => {
  if (before === undefined) delete process.env.BORAD_OUTPUT;
  else process.env.BORAD_OUTPUT = before;
  rmSync(folder, { recursive: true });
});

/** Records and gives what the ledger then holds. */
function recorded({ id, ...deciding }: { id: string } & Partial<ExactRow>): Claim {
  recordClaim({
    id,
    claim: `quoted for ${id}`,
    place: 'Appendix B',
    rows: [{ measure: 'residual', number: 0, rule: 'below', tolerance: 1e-9, ...deciding }],
    notebook: '02-variance-decomposition',
    cell: 'cell-01',
  });
  return there(readClaims().find((claim) => claim.id === id));
}

const samples = normalRows(createRng(3), 40, 4);
const weights = softAssignment(samples, samples.slice(0, 3), 1);

describe('a verdict follows the inputs of the theory', () => {
  it('eq. 4: a covariance with another divisor breaks the law of total variance', () => {
    const { within, between, identities } = covarianceSplit(samples, weights);
    expect(recorded({ id: 'total-variance', number: worstResidual(identities) }).verdict).toBe('holds');
    const parts = within.flatMap((row, i) => row.map((value, j) => value + between[i][j]));
    const unbiased = covariance(samples).flatMap((row) =>
      row.map((value) => (value * samples.length) / (samples.length - 1)),
    );
    const wrong = identityOf('eq. 4 with divisor n - 1', unbiased, parts);
    expect(recorded({ id: 'total-variance', number: wrong.residual }).verdict).toBe(FAILS);
  });

  it('eq. 4: prototypes of other samples break it', () => {
    const { within, between } = covarianceSplit(samples, weights);
    const parts = trace(within) + trace(between);
    const residual = (rows: number[][]) => identityOf('eq. 4, trace', trace(covariance(rows)), parts, parts).residual;
    expect(recorded({ id: 'total-variance-trace', number: residual(samples) }).verdict).toBe('holds');
    const moved = samples.map((row, i) => (i === 0 ? row.map((value) => value + 1e-3) : row));
    expect(recorded({ id: 'total-variance-trace', number: residual(moved) }).verdict).toBe(FAILS);
  });

  it('eqs. 14-17: the trace of another covariance does not bound the entropy', () => {
    const of = (factor: number) => {
      const sigma = covariance(samples);
      const { gaussianEntropy } = entropyBound(sigma);
      const { traceBound } = entropyBound(sigma.map((row) => row.map((value) => factor * value)));
      return recorded({ id: 'entropy-bound', number: gaussianEntropy - traceBound });
    };
    expect(of(1).verdict).toBe('holds');
    expect(of(0.5).verdict).toBe(FAILS);
  });

  it('B.3: routing is a projection only with orthonormal prototypes', () => {
    const [feature] = samples;
    const orthonormal = [
      [1, 0, 0, 0],
      [0, 0, 1, 0],
    ];
    const skewed = [
      [1, 0, 0, 0],
      [0.6, 0, 0.8, 0],
    ];
    const error = (bank: number[][]) => checkRouting(feature, bank).idempotencyError;
    const of = (bank: number[][], other: number[][]) =>
      recorded({
        id: 'routing-projects',
        number: error(bank),
        numberWithout: error(other),
        condition: 'the prototypes are orthonormal',
      }).verdict;
    expect(of(orthonormal, skewed)).toBe('holds if');
    expect(of(orthonormal, orthonormal)).toBe('holds');
    expect(of(skewed, orthonormal)).toBe(FAILS);
  });

  it('eq. 37: there is a stationary residual for differences along one direction, and for no others', () => {
    // Of the gradient's length, in units of Tr / |r|^3, at an eigenvector: the place that eq. 38 names.
    const of = (sigma: number[][]) => {
      const { bound } = stationaryClaim([2, 0, 0], sigma);
      return recorded({ id: 'stationary', number: (bound.upper * 8) / trace(sigma) }).verdict;
    };
    const rankOne = [
      [1, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ];
    expect(of(rankOne)).toBe('holds');
    expect(of(rankOne.map((row, i) => row.map((value, j) => value + (i === j ? 0.01 : 0))))).toBe(FAILS);
  });
});
