import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError, NumericError, OptionError } from '../../lib/borad/base';
import {
  type ClaimInput,
  claimsFile,
  clearClaims,
  type ExactRow,
  readClaims,
  recordClaim,
} from '../../lib/notebooks/study/claims';

const exact = (more: Partial<ExactRow> = {}): ExactRow => ({
  measure: 'residual',
  number: 1e-16,
  tolerance: 1e-9,
  rule: 'below',
  ...more,
});
const input = (more: Partial<ClaimInput> = {}): ClaimInput => ({
  id: 'total-variance',
  claim: `the variance splits in two, ${more.id ?? ''}`,
  place: 'Section 3.2, eq. 4',
  rows: [exact()],
  notebook: '02-variance-decomposition',
  cell: 'cell-07',
  ...more,
});
const repeated = (values: number[], family = 'Table 5') => ({
  measure: 'mAD',
  values,
  direction: 'above' as const,
  margin: 0.5,
  family,
});

let folder = '';
let before: string | undefined;
beforeEach(() => {
  before = process.env.BORAD_OUTPUT;
  folder = mkdtempSync(join(tmpdir(), 'borad-claims-'));
  process.env.BORAD_OUTPUT = folder;
});
afterEach(() => {
  if (before === undefined) delete process.env.BORAD_OUTPUT;
  else process.env.BORAD_OUTPUT = before;
  rmSync(folder, { recursive: true });
});

describe('recordClaim', () => {
  it('writes the claim with its verdict to the output folder and returns it', () => {
    expect(readClaims()).toEqual([]);
    const entry = recordClaim(input({ claim: 'quoted', rows: [exact({ note: 'soft weights' })] }));
    expect(claimsFile()).toBe(join(folder, 'data', 'results', 'claims.json'));
    expect(JSON.parse(readFileSync(claimsFile(), 'utf8'))).toEqual([entry]);
    expect(entry).toEqual({
      id: 'total-variance',
      claim: 'quoted',
      place: 'Section 3.2, eq. 4',
      verdict: 'holds',
      rows: [
        { measure: 'residual', number: 1e-16, tolerance: 1e-9, rule: 'below', note: 'soft weights', verdict: 'holds' },
      ],
      notebook: '02-variance-decomposition',
      cell: 'cell-07',
    });
  });

  it('takes no verdict from outside', () => {
    const row = { ...exact({ number: 1 }), verdict: 'holds' };
    const entry = recordClaim({ ...input({ rows: [row] }), verdict: 'holds' } as ClaimInput);
    expect([entry.verdict, entry.rows[0].verdict]).toEqual(['refuted', 'refuted']);
  });

  it('stands as its weakest row, and rows beside it do not count', () => {
    const rows = [exact({ part: 'a' }), { part: 'b', takes: 'the weights of the paper' }];
    expect(recordClaim(input({ rows })).verdict).toBe('not testable here');
    const beside = [exact({ part: 'a' }), exact({ part: 'b', number: 1, decides: false })];
    const entry = recordClaim(input({ rows: beside }));
    expect([entry.verdict, entry.rows[1].verdict]).toEqual(['holds', 'refuted']);
  });

  it('rounds to six digits before it judges', () => {
    const rowOf = (more: Partial<ExactRow>) => recordClaim(input({ rows: [exact(more)] })).rows[0];
    expect(rowOf({ rule: 'above', number: 0.123456789, target: 0.0234567891, tolerance: 0.1000000001 })).toMatchObject({
      ...{ number: 0.123457, target: 0.0234568, tolerance: 0.1, verdict: 'holds' },
    });
    expect(rowOf({ number: 0.99999999, tolerance: 1 })).toMatchObject({ number: 1, verdict: 'refuted' });
    expect(rowOf({ numberWithout: 2.00000001, condition: 'c' })).toMatchObject({
      numberWithout: 2,
      verdict: 'holds if',
    });
    const [row] = recordClaim(input({ rows: [repeated([1.23456789, 2, 3])] })).rows;
    expect(row).toMatchObject({ values: [1.23457, 2, 3], mean: 2.07819 });
  });

  it('replaces an entry of the same id and keeps the others, sorted', () => {
    for (const id of ['b', 'a', 'c']) recordClaim(input({ id }));
    recordClaim(input({ id: 'b', rows: [exact({ number: 1 })], cell: 'cell-09' }));
    expect(readClaims().map(({ id, verdict, cell }) => `${id} ${verdict} ${cell}`)).toEqual([
      'a holds cell-07',
      'b refuted cell-09',
      'c holds cell-07',
    ]);
  });

  it('judges a family anew with each of its claims', () => {
    const near = [2.4, 0.4, 2.8, 0.8, 1.6];
    recordClaim(input({ id: 'a', rows: [repeated(near)] }));
    expect(readClaims()[0].verdict).toBe('holds');
    recordClaim(input({ id: 'other', rows: [repeated(near, 'Table 6')] }));
    expect(readClaims()[0].verdict).toBe('holds');
    for (const id of ['b', 'c', 'd']) recordClaim(input({ id, rows: [repeated([3, -2, 1, -1, 0.5])] }));
    expect(readClaims().map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      ...['a undecided', 'b undecided', 'c undecided', 'd undecided', 'other holds'],
    ]);
  });

  it('keeps a family to one notebook', () => {
    recordClaim(input({ id: 'a', rows: [repeated([1, 2, 3])] }));
    const other = input({ id: 'b', rows: [repeated([1, 2, 3])], notebook: '06-results' });
    expect(() => recordClaim(other)).toThrow(/Table 5/);
  });

  it('quotes the same words once', () => {
    recordClaim(input({ id: 'a', claim: 'it is better' }));
    expect(() => recordClaim(input({ id: 'b', claim: 'it is better' }))).toThrow(/rows of one claim/);
    expect(recordClaim(input({ id: 'a', claim: 'it is better', cell: 'cell-11' })).cell).toBe('cell-11');
  });

  it('writes whole files and leaves nothing beside them', () => {
    for (const id of ['a', 'b']) recordClaim(input({ id }));
    expect(readdirSync(dirname(claimsFile()))).toEqual(['claims.json']);
    expect(readFileSync(claimsFile(), 'utf8')).toMatch(/^\[\n {2}\{\n[\s\S]*\n\]\n$/);
  });

  it('refuses what is incomplete and writes nothing then', () => {
    for (const id of ['', 'Total', 'total_variance', 'total--variance', '-total', 'total variance']) {
      expect(() => recordClaim(input({ id }))).toThrow(OptionError);
    }
    for (const name of ['claim', 'place', 'notebook', 'cell'] as const) {
      expect(() => recordClaim(input({ [name]: ' ' }))).toThrow(new RegExp(`"total-variance": ${name} is empty`));
    }
    expect(() => recordClaim(input({ rows: [] }))).toThrow(/at least one row/);
    expect(() => recordClaim(input({ rows: [exact({ decides: false })] }))).toThrow(/at least one row/);
    expect(() => recordClaim(input({ rows: [{ takes: ' ' }] }))).toThrow(/what a test would take/);
    expect(() => recordClaim(input({ rows: [exact({ measure: '' })] }))).toThrow(/needs its measure/);
    expect(() => recordClaim(input({ rows: [exact(), exact()] }))).toThrow(/needs its part/);
    expect(() => recordClaim(input({ rows: [repeated([1, 2], ' ')] }))).toThrow(/family/);
    expect(() => recordClaim(input({ rows: [exact({ number: Number.NaN })] }))).toThrow(NumericError);
    expect(() => recordClaim(input({ rows: [repeated([1, Number.NaN])] }))).toThrow(NumericError);
    expect(() => recordClaim(input({ rows: [exact({ rule: 'near' })] }))).toThrow(OptionError);
    expect(existsSync(claimsFile())).toBe(false);
  });

  it('keeps an id to one notebook', () => {
    recordClaim(input());
    expect(() => recordClaim(input({ notebook: '05-training' }))).toThrow(
      /already recorded by 02-variance-decomposition/,
    );
    expect(readClaims()[0].notebook).toBe('02-variance-decomposition');
  });

  it('does not write over a file that is no ledger', () => {
    mkdirSync(dirname(claimsFile()), { recursive: true });
    for (const text of ['{', '{}', '[1]', '[{"claim": "x"}]', '[{"id": "x"}]']) {
      writeFileSync(claimsFile(), text);
      expect(() => recordClaim(input())).toThrow(DataError);
      expect(readFileSync(claimsFile(), 'utf8')).toBe(text);
    }
  });
});

describe('clearClaims', () => {
  it('takes out the claims of one notebook', () => {
    clearClaims('02-variance-decomposition');
    expect(existsSync(claimsFile())).toBe(false);
    recordClaim(input({ id: 'a' }));
    recordClaim(input({ id: 'b', notebook: '05-training' }));
    clearClaims('02-variance-decomposition');
    expect(readClaims().map(({ id }) => id)).toEqual(['b']);
  });
});
