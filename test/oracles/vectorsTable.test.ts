/** The stored table of vectors passed is of the vectors that are here, and docs/results.md shows it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../lib/borad/base';
import { markdownTable } from '../../lib/borad/display';
import { METHODS } from '../../lib/borad/methods';
import { handlerOf } from './groups';
import { oracleNames } from './load';
import { addCase, sortedRows, type VectorsRow, type VectorsTable, vectorCells } from './vectorsTable';

const root = join(__dirname, '..', '..');
const stored = readJson(join(root, 'data', 'results', 'vectors.json')) as unknown as VectorsTable;
const BACKENDS = ['wasm', 'cpu', 'compiled'];

describe('data/results/vectors.json', () => {
  it('counts every vector of the project on every backend, as `BORAD_ORACLES_TABLE=FILE npx vitest run test/oracles` does', () => {
    const expected = new Map<string, number>();
    for (const name of oracleNames(join(root, stored.vectors))) {
      const handler = handlerOf(name);
      for (const backend of handler?.hasTensors ? BACKENDS : ['none']) {
        const key = `${handler?.group} ${backend}`;
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
    }
    expect(stored.vectors).toBe('test/fixtures/oracles');
    expect(new Map(stored.rows.map(({ group, backend, cases }) => [`${group} ${backend}`, cases]))).toEqual(expected);
  });

  it('has every method on every backend, and nothing that failed', () => {
    for (const method of Object.keys(METHODS)) {
      const backends = stored.rows.filter(({ group }) => group === method).map(({ backend }) => backend);
      expect(backends, method).toEqual(expect.arrayContaining(BACKENDS));
    }
    for (const { group, backend, cases, passed, comparisons, largest } of stored.rows) {
      expect(passed, `${group} ${backend}`).toBe(cases);
      expect(comparisons).toBeGreaterThanOrEqual(cases);
      expect(largest).toBeLessThanOrEqual(1);
    }
  });

  it('is the table in docs/results.md', () => {
    expect(readFileSync(join(root, 'docs', 'results.md'), 'utf8')).toContain(markdownTable(vectorCells(stored)));
  });
});

describe('a table of vectors', () => {
  it('counts a case as passed when every comparison of it keeps to its tolerance', () => {
    const rows: VectorsRow[] = [];
    const compared = (deviation: number, tolerance = 2) => ({ what: 'y', deviation, tolerance });
    addCase(rows, 'theory', 'none', [compared(1)]);
    addCase(rows, 'borad', 'cpu', [compared(0), compared(3)]);
    addCase(rows, 'borad', 'cpu', [compared(1), compared(0, 0)]);
    addCase(rows, 'borad', 'wasm', [compared(Number.NaN)]);
    addCase(rows, 'borad', 'wasm', []);
    expect(sortedRows(rows)).toEqual([
      { group: 'borad', backend: 'wasm', cases: 2, passed: 0, comparisons: 1, largest: Number.NaN },
      { group: 'borad', backend: 'cpu', cases: 2, passed: 1, comparisons: 4, largest: 1.5 },
      { group: 'theory', backend: 'none', cases: 1, passed: 1, comparisons: 1, largest: 0.5 },
    ]);
    expect(vectorCells({ vectors: '', rows: rows.slice(0, 2) }).rows).toEqual([
      ['theory', '1', '–', '–', '–', '1 of 1, 50.0%'],
      ['borad', '4', '–', '1 of 2, 150.0%', '–', '–'],
    ]);
  });
});
