/** The committed ledger against the committed notebooks, README and docs/claims.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { escapeMarkup } from '../../lib/notebooks/report/escapeMarkup';
import {
  type Claim,
  claimsBrief,
  claimsMarkdown,
  claimsSummary,
  decideFamily,
  decideRow,
  expectedText,
  judgeClaims,
  numberText,
  readClaims,
} from '../../lib/notebooks/study/claims';
import { there } from '../there';
import { besideBorder } from './border';

const root = resolve(__dirname, '../..');
const LEAST = 25;
const text = (source: string | string[] = ''): string => (Array.isArray(source) ? source.join('') : source);

interface Cell {
  id?: string;
  source: string | string[];
  outputs?: { data?: Record<string, string | string[]> }[];
}

const notebooks = new Map(
  readdirSync(join(root, 'notebooks'))
    .filter((file) => file.endsWith('.ipynb'))
    .map((file): [string, Cell[]] => {
      const { cells } = JSON.parse(readFileSync(join(root, 'notebooks', file), 'utf8')) as { cells: Cell[] };
      return [file.replace(/\.ipynb$/, ''), cells];
    }),
);
const file = join(root, 'data', 'results', 'claims.json');
const claims = readClaims(file);
const of = (notebook: string): Claim[] => claims.filter((claim) => claim.notebook === notebook);
const recording = [...notebooks]
  .filter(([, cells]) => cells.some(({ source }) => /\b(recordClaim|claimsOf)\(/.test(text(source))))
  .map(([name]) => name);

/** Faults as a list of sentences, so that a failure names all of them at once. */
const faults = (found: (claim: Claim) => (string | false)[]): string[] =>
  claims.flatMap((claim) =>
    found(claim)
      .filter((fault) => fault !== false)
      .map((fault) => `${claim.id}: ${fault}`),
  );

describe('the ledger', () => {
  it(`holds at least ${LEAST} claims, each once, sorted`, () => {
    const ids = claims.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(
      ids.length,
      `data/results/claims.json has ${ids.length} claims, at least ${LEAST} are wanted. Run the notebooks that record them: npm run notebooks -- --record`,
    ).toBeGreaterThanOrEqual(LEAST);
  });

  it('states the verdicts that its numbers give', () => {
    expect(judgeClaims(claims)).toEqual(claims);
  });

  it('changes each verdict on an exact number if it crosses the border', () => {
    const notFlipped = faults(({ rows }) =>
      rows.map((row) => {
        if ('takes' in row || 'values' in row) return false;
        const [pass, fail] = [besideBorder(true, row), besideBorder(false, row)];
        const other = decideRow({ ...row, number: row.verdict === 'refuted' ? pass : fail });
        if (other === row.verdict) return `${row.measure} does not decide`;
        if (row.condition === undefined || row.verdict === 'refuted') return false;
        const without = decideRow({ ...row, numberWithout: row.verdict === 'holds' ? fail : pass });
        return without === row.verdict && `${row.measure}: its number without the condition does not decide`;
      }),
    );
    expect(notFlipped).toEqual([]);
  });

  it('changes each verdict on repetitions with their mean', () => {
    const unmoved = faults(({ rows }) =>
      rows.map((row) => {
        if (!('values' in row)) return false;
        const { values, direction, target = 0, mean, low, high } = row;
        const spread = Math.max(high - low, 1e-9, 4 * (row.margin ?? 0));
        const moved = (by: number) =>
          decideFamily([{ ...row, values: values.map((value) => value - mean + target + by) }])[0].verdict;
        const forward = direction === 'above' ? 1 : -1;
        const found = [moved(10 * forward * spread), moved(-10 * forward * spread)].join(', ');
        return found !== 'holds, refuted' && `${row.measure} far off either way gives ${found}`;
      }),
    );
    expect(unmoved).toEqual([]);
  });

  it('quotes each sentence of the paper once', () => {
    const plain = (quote: string) => quote.replace(/\s+/g, ' ').trim().toLowerCase();
    const twice = faults(({ id, claim }) =>
      claims.map(
        (other) => other.id !== id && plain(other.claim).includes(plain(claim)) && `quoted in ${other.id} too`,
      ),
    );
    expect(twice).toEqual([]);
  });

  it('names a notebook and a cell whose source holds the id', () => {
    const lost = faults(({ id, notebook, cell }) => {
      const cells = notebooks.get(notebook);
      if (!cells) return [`notebooks/${notebook}.ipynb is not there`];
      const named = cells.find((one) => one.id === cell);
      if (!named) return [`${notebook} has no cell ${cell}`];
      return [
        !text(named.source).includes(`'${id}'`) && `${notebook}, ${cell} does not record it; delete a stale entry`,
      ];
    });
    expect(lost).toEqual([]);
  });

  it('is what the notebooks that record claims show', () => {
    const missing = recording.flatMap((name) => {
      const entries = of(name);
      const shown = there(notebooks.get(name))
        .flatMap(({ outputs = [] }) => outputs.map(({ data }) => text(data?.['text/html'])))
        .join('\n');
      if (!entries.length) return [`${name} records claims, the ledger has none of it`];
      // The caption counts them, so a claim too many is found as well.
      const counted = shown.includes(`<caption>${claimsSummary(entries)}</caption>`);
      const uncounted = counted ? [] : [`${name} shows no table of ${claimsSummary(entries)}`];
      const unseen = entries.flatMap(({ id, rows }) =>
        rows
          .flatMap((row) => [numberText(row), expectedText(row)])
          .filter((cell) => !shown.includes(`>${escapeMarkup(cell)}</td>`))
          .map((cell) => `${name} does not show of ${id}: ${cell}`),
      );
      return [...uncounted, ...unseen];
    });
    expect(missing, 'Run the notebook in place, and show claimsTable at its end.').toEqual([]);
  });

  it.each([
    ['README.md', claimsBrief(claims)],
    ['docs/claims.md', claimsMarkdown(claims)],
  ])('stands in %s', (page, expected) => {
    const shown = readFileSync(join(root, page), 'utf8');
    expect(shown, 'Run npm run claims.').toContain(`<!-- claims:start -->\n\n${expected}\n\n<!-- claims:end -->`);
  });

  it('is there, with claims of each notebook that records some', () => {
    expect(existsSync(file)).toBe(true);
    expect(recording.sort()).toEqual([...new Set(claims.map(({ notebook }) => notebook))].sort());
  });
});
