import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError, NumericError, OptionError } from '../../lib/borad/base';
import { type ClaimInput, claimsFile, readClaims, recordClaim } from '../../lib/notebooks/study/claims';

const input = (more: Partial<ClaimInput> = {}): ClaimInput => ({
  id: 'total-variance',
  claim: 'the variance splits in two',
  place: 'Section 3.2, eq. 4',
  number: 1e-16,
  tolerance: 1e-9,
  rule: 'below',
  notebook: '02-variance-decomposition',
  cell: 'cell-07',
  ...more,
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
    const entry = recordClaim(input({ measure: 'residual', note: 'soft weights' }));
    expect(claimsFile()).toBe(join(folder, 'data', 'results', 'claims.json'));
    expect(JSON.parse(readFileSync(claimsFile(), 'utf8'))).toEqual([entry]);
    expect(entry).toEqual({
      id: 'total-variance',
      claim: 'the variance splits in two',
      place: 'Section 3.2, eq. 4',
      verdict: 'holds',
      measure: 'residual',
      number: 1e-16,
      rule: 'below',
      tolerance: 1e-9,
      note: 'soft weights',
      notebook: '02-variance-decomposition',
      cell: 'cell-07',
    });
  });

  it('takes no verdict from outside', () => {
    const entry = recordClaim({ ...input({ number: 1 }), verdict: 'holds' } as ClaimInput);
    expect(entry.verdict).toBe('does not hold as written');
  });

  it('rounds to six digits before it judges', () => {
    const entry = recordClaim(
      input({ rule: 'above', number: 0.123456789, target: 0.0234567891, tolerance: 0.1000000001 }),
    );
    expect(entry).toMatchObject({ number: 0.123457, target: 0.0234568, tolerance: 0.1, verdict: 'holds' });
    const edge = recordClaim(input({ number: 0.99999999, tolerance: 1 }));
    expect(edge).toMatchObject({ number: 1, verdict: 'does not hold as written' });
    const conditional = recordClaim(input({ numberWithout: 2.00000001, condition: 'P is orthonormal' }));
    expect(conditional).toMatchObject({ numberWithout: 2, verdict: 'holds if P is orthonormal' });
  });

  it('replaces an entry of the same id and keeps the others, sorted', () => {
    for (const id of ['b', 'a', 'c']) recordClaim(input({ id }));
    recordClaim(input({ id: 'b', number: 1, cell: 'cell-09' }));
    expect(readClaims().map(({ id, verdict, cell }) => `${id} ${verdict} ${cell}`)).toEqual([
      'a holds cell-07',
      'b does not hold as written cell-09',
      'c holds cell-07',
    ]);
  });

  it('writes whole files and leaves nothing beside them', () => {
    for (const id of ['a', 'b']) recordClaim(input({ id }));
    expect(readdirSync(dirname(claimsFile()))).toEqual(['claims.json']);
    expect(readFileSync(claimsFile(), 'utf8')).toMatch(/^\[\n {2}\{\n[\s\S]*\n\]\n$/);
  });

  it('keeps a claim that cannot be tested, with its reason', () => {
    const entry = recordClaim(input({ number: null, note: 'needs the paper’s weights' }));
    expect(entry).toMatchObject({ number: null, verdict: 'not testable here', note: 'needs the paper’s weights' });
    expect(readClaims()).toEqual([entry]);
  });

  it('refuses what is incomplete and writes nothing then', () => {
    for (const id of ['', 'Total', 'total_variance', 'total--variance', '-total', 'total variance']) {
      expect(() => recordClaim(input({ id }))).toThrow(OptionError);
    }
    for (const name of ['claim', 'place', 'notebook', 'cell'] as const) {
      expect(() => recordClaim(input({ [name]: ' ' }))).toThrow(new RegExp(`"total-variance": ${name} is empty`));
    }
    expect(() => recordClaim(input({ number: null }))).toThrow(/note has to say why/);
    expect(() => recordClaim(input({ number: Number.NaN }))).toThrow(NumericError);
    expect(() => recordClaim(input({ number: undefined as unknown as null }))).toThrow(NumericError);
    expect(() => recordClaim(input({ rule: 'near' }))).toThrow(OptionError);
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
    for (const text of ['{', '{}', '[1]', '[{"claim": "x"}]']) {
      writeFileSync(claimsFile(), text);
      expect(() => recordClaim(input())).toThrow(DataError);
      expect(readFileSync(claimsFile(), 'utf8')).toBe(text);
    }
  });
});
