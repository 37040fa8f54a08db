/** docs/equations.md names the place of every numbered thing of the paper, and the places are there. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
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

describe('BoRAD in 150 lines', () => {
  const notebook = resolve(__dirname, '../../notebooks/04a-borad-in-150-lines.ipynb');
  const source = readFileSync(notebook, 'utf8');

  it('leads from each block to the lines of the library', async () => {
    // `npm run equations` writes them anew.
    await expect(withPlaces(source)).toMatchFileSnapshot(notebook);
  });

  it('names functions that are where its links lead', () => {
    const links = [...source.matchAll(/\[`(\w+)`\]\(\.\.\/(lib\/[^)#]+)#L(\d+)\)/g)];
    expect(links.length).toBeGreaterThan(20);
    for (const [, name, file, line] of links) {
      const there = readFileSync(resolve(__dirname, '../..', file), 'utf8').split('\n')[Number(line) - 1];
      expect(there, `${name} in ${file}`).toMatch(new RegExp(`^export (async )?(function|const) ${name}\\b`));
    }
  });

  it('writes the method in no more than 150 lines, comparisons apart, none above 25 in a cell', () => {
    const { cells } = JSON.parse(source) as { cells: { cell_type: string; source: string[] }[] };
    const code = cells.filter(({ cell_type }) => cell_type === 'code').map((cell) => [cell.source].flat().join(''));
    const linesOf = (text: string) => text.split('\n').filter((line) => line.trim()).length;
    expect(Math.max(...code.map(linesOf))).toBeLessThanOrEqual(25);
    const method = code.filter((text) => !/^(for .* )?equal\(/m.test(text) && !text.includes('shaken'));
    expect(method.reduce((sum, text) => sum + linesOf(text), 0)).toBeLessThanOrEqual(150);
  });
});
