/** The committed ledger against the committed notebooks and README. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { escapeMarkup } from '../../lib/notebooks/report/escapeMarkup';
import {
  type Claim,
  claimsMarkdown,
  claimsSummary,
  decideClaim,
  expectedText,
  numberText,
  readClaims,
} from '../../lib/notebooks/study/claims';
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
  .filter(([, cells]) => cells.some(({ source }) => text(source).includes('recordClaim(')))
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
      `data/results/claims.json has ${ids.length} claims, at least ${LEAST} are wanted. Run the notebooks that record them: npm run notebooks -- --profile full`,
    ).toBeGreaterThanOrEqual(LEAST);
  });

  it('states the verdicts that its numbers give', () => {
    expect(faults((claim) => [decideClaim(claim) !== claim.verdict && `${claim.verdict} is stored`])).toEqual([]);
  });

  it('changes each verdict if its number crosses the border', () => {
    const notFlipped = faults((claim) => {
      const { number, verdict } = claim;
      if (number === null) return [];
      const [pass, fail] = [besideBorder(true, claim), besideBorder(false, claim)];
      const other = decideClaim({ ...claim, number: verdict === 'does not hold as written' ? pass : fail });
      if (other === verdict) return ['its number does not decide'];
      if (claim.condition === undefined || verdict === 'does not hold as written') return [];
      const without = decideClaim({ ...claim, numberWithout: verdict === 'holds' ? fail : pass });
      return [without === verdict && 'its number without the condition does not decide'];
    });
    expect(notFlipped).toEqual([]);
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
      const shown = notebooks
        .get(name)!
        .flatMap(({ outputs = [] }) => outputs.map(({ data }) => text(data?.['text/html'])))
        .join('\n');
      if (!entries.length) return [`${name} records claims, the ledger has none of it`];
      // The caption counts them, so a claim too many is found as well.
      const counted = shown.includes(`<caption>${claimsSummary(entries)}</caption>`);
      const uncounted = counted ? [] : [`${name} shows no table of ${claimsSummary(entries)}`];
      const unseen = entries.flatMap((claim) =>
        [claim.verdict, numberText(claim), ...(claim.number === null ? [] : [expectedText(claim)])]
          .filter((cell) => !shown.includes(`>${escapeMarkup(cell)}</td>`))
          .map((cell) => `${name} does not show of ${claim.id}: ${cell}`),
      );
      return [...uncounted, ...unseen];
    });
    expect(missing, 'Run the notebook in place, and show claimsTable at its end.').toEqual([]);
  });

  it('stands in README', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(readme, 'Run npm run claims.').toContain(
      `<!-- claims:start -->\n\n${claimsMarkdown(claims)}\n\n<!-- claims:end -->`,
    );
  });

  it('is there', () => {
    expect(existsSync(file)).toBe(true);
    expect(recording.length).toBeGreaterThan(0);
  });
});
