/** docs/equations.md names the place of every numbered thing of the paper, and the places are there. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missing, page, rowsOf, withPlaces } from './equations';

const text = readFileSync(page, 'utf8');
const rows = rowsOf(text);

const upTo = (count: number, named: (n: number) => string) => Array.from({ length: count }, (_, i) => named(i + 1));

describe('docs/equations.md', () => {
  it('has each equation, table, figure and algorithm of the paper once', () => {
    const expected = [
      ...upTo(51, (n) => `(${n})`),
      ...upTo(14, (n) => `Table ${n}`),
      ...upTo(5, (n) => `Figure ${n}`),
      'Algorithm 1',
    ];
    expect(rows.map(({ number }) => number).sort()).toEqual(expected.sort());
  });

  it('names functions that exist and tests that call them', () => {
    expect(missing(rows)).toEqual([]);
  });

  it('leads to their lines', async () => {
    // `npm run equations` writes them anew.
    await expect(withPlaces(text)).toMatchFileSnapshot(page);
  });

  it('would miss a function, a test, and a test of something else', () => {
    const [row] = rows;
    expect(missing([{ ...row, symbols: ['noSuchFunction'] }])[0]).toContain('nothing exports noSuchFunction');
    expect(missing([{ ...row, tests: ['test/gone.test.ts'] }])).toEqual(['(1): there is no test/gone.test.ts']);
    expect(missing([{ ...row, tests: ['test/base/files.test.ts'] }])[0]).toContain('calls none of codeInformation');
  });
});
