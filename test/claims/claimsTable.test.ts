import { describe, expect, it } from 'vitest';
import {
  type Claim,
  type ClaimInput,
  type ClaimRow,
  claimsBrief,
  claimsByVerdict,
  claimsMarkdown,
  claimsSummary,
  claimsTable,
  type ExactRow,
  expectedText,
  judgeClaims,
  numberText,
  verdictText,
} from '../../lib/notebooks/study/claims';
import { there } from '../there';

const exact = (more: Partial<ExactRow> = {}): ExactRow => ({
  ...{ measure: 'residual', number: 0, tolerance: 1, rule: 'below' },
  ...more,
});
const judged = (id: string, row: Partial<ExactRow> = {}, more: Partial<ClaimInput> = {}): Claim =>
  judgeClaims([
    {
      id,
      claim: `quotation of ${id}`,
      place: 'Section 3.1',
      rows: [exact(row)],
      notebook: '02-variance-decomposition',
      cell: 'cell-01',
      ...more,
    },
  ])[0];
const repeated = (values: number[]) => ({
  ...{ measure: 'mAD, points', values, direction: 'above' as const, margin: 0.5, family: 'Table 5' },
});

const claims = [
  judged('ten', {}, { place: 'Section 3.10' }),
  judged('two', { number: 1.234e-12, tolerance: 1e-9 }, { place: 'Section 3.2' }),
  judged('appendix', {}, { place: 'Appendix B.1', notebook: '05-training' }),
  judged('table', { number: 3 }, { place: 'Table 5', notebook: '05-training' }),
  judged('routing', { numberWithout: 2, condition: 'the rows are orthonormal' }),
  judged('absent', {}, { rows: [{ takes: 'no weights | no images' }] }),
  judged(
    'parts',
    {},
    {
      place: 'Section 4.3',
      notebook: '06-results',
      rows: [
        { part: 'against the baseline', ...repeated([1, 2, 1.5]) },
        { part: 'against the masked', ...repeated([3, -2, 1]) },
        { part: 'at 400 steps', ...repeated([0, 0.1, -0.1]), family: 'short', decides: false },
      ],
    },
  ),
];

describe('rows in words', () => {
  it('say what the rule expects', () => {
    const expected = (rule: ExactRow['rule'], tolerance: number, target?: number) =>
      expectedText({ ...exact({ rule, tolerance, target }), verdict: 'holds' } as ClaimRow);
    expect(expected('below', 1e-9)).toBe('< 1e−9');
    expect(expected('below', 0.25, 0)).toBe('< −0.25');
    expect(expected('below', 0.25, 3)).toBe('< 3 − 0.25');
    expect(expected('below', 0, 3)).toBe('< 3');
    expect(expected('above', 0)).toBe('> 0');
    expect(expected('above', 0.015836, 0)).toBe('> 0.01584');
    expect(expected('above', 0.5, -2)).toBe('> −2 + 0.5');
    expect(expected('near', 0.05, 86.2)).toBe('86.2 ± 0.05');
    expect(expected('apart', 0.1)).toBe('not 0 ± 0.1');
    expect(expectedText(claims[6].rows[0])).toBe('> 0; within ±0.5: no difference');
    expect(expectedText(claims[5].rows[0])).toBe('–');
  });

  it('print numbers with a true minus and few digits', () => {
    const printed = (number: number) => numberText(judged('x', { number }).rows[0]);
    expect(printed(-2084.0812)).toBe('residual: −2084.08');
    expect(printed(0.0123456)).toBe('residual: 0.01235');
    expect(printed(-1.26e-9)).toBe('residual: −1.3e−9');
    expect(printed(2e7)).toBe('residual: 2e7');
    expect(numberText(claims[4].rows[0])).toBe('residual: 0 (otherwise 2)');
    expect(numberText(claims[5].rows[0])).toBe('no weights | no images');
  });

  it('give the mean of repetitions with interval, seeds, chance and what would have been seen', () => {
    expect(numberText(claims[6].rows[0])).toMatch(
      /^mAD, points: 1\.5 \[0\.2579, 2\.742\], n = 3, p 0\.07\d in its family; visible from \d/,
    );
  });

  it('name a condition only where it decides', () => {
    expect(verdictText(claims[4].rows[0])).toBe('holds if the rows are orthonormal');
    expect(verdictText(judged('x', { number: 3, numberWithout: 4, condition: 'c' }).rows[0])).toBe('refuted');
  });
});

describe('claims by verdict', () => {
  it('are counted, every verdict named', () => {
    expect(claimsSummary(claims)).toBe(
      '7 claims: 3 hold, 1 holds under a condition, 1 is refuted, 0 show no difference that matters, 1 is undecided, 1 is not testable here.',
    );
    expect(claimsSummary([])).toBe('No claims.');
  });

  it('are grouped in the order of the paper, none lost', () => {
    const groups = claimsByVerdict(claims);
    expect(groups.map(({ verdict, claims: some }) => [verdict, some.map(({ id }) => id)])).toEqual([
      ['holds', ['two', 'ten', 'appendix']],
      ['holds if', ['routing']],
      ['refuted', ['table']],
      ['no difference', []],
      ['undecided', ['parts']],
      ['not testable here', ['absent']],
    ]);
  });
});

describe('claimsTable', () => {
  it('shows the claims of a notebook with verdict, number and what was expected', () => {
    const { rows, caption, save, html } = claimsTable({ notebook: '02-variance-decomposition', claims });
    expect(caption).toMatch(/^4 claims: /);
    expect(save).toBe(false);
    expect(rows[0]).toEqual([
      '“quotation of two”',
      'Section 3.2',
      'holds',
      'residual: 1.2e−12',
      '< 1e−9',
      '02-variance-decomposition',
    ]);
    expect(rows[2][2]).toBe('holds if the rows are orthonormal');
    expect(rows[3].slice(2, 5)).toEqual(['not testable here', 'no weights | no images', '–']);
    expect(html).toContain('&lt; 1e−9');
  });

  it('shows parts as rows under their claim', () => {
    const { rows } = claimsTable({ notebook: '06-results', claims });
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['“quotation of parts”', 'Section 4.3', 'undecided'],
      ['· against the baseline', '', 'undecided'],
      ['· against the masked', '', 'undecided'],
      ['· at 400 steps', '', 'no difference (does not count)'],
    ]);
  });

  it('is empty for a notebook without claims', () => {
    expect(claimsTable({ notebook: '00-quickstart', claims }).rows).toEqual([]);
  });
});

describe('claimsMarkdown', () => {
  it('is a table for each verdict that was given, under the summary', () => {
    const text = claimsMarkdown(claims);
    expect(text.split('\n')[0]).toBe(claimsSummary(claims));
    expect(text.match(/^## .*$/gm)).toEqual([
      '## 3 hold',
      '## 1 holds under a condition',
      '## 1 is refuted',
      '## 1 is undecided',
      '## 1 is not testable here',
    ]);
    expect(text).toContain(
      '| “quotation of two” | Section 3.2 | holds | residual: 1.2e−12 | \\< 1e−9 | [02](../notebooks/02-variance-decomposition.ipynb) |',
    );
    expect(text).toContain(
      '| “quotation of parts” | Section 4.3 | **undecided** |  |  | [06](../notebooks/06-results.ipynb) |',
    );
    expect(text).toContain('| · at 400 steps |  | no difference (does not count) |');
  });

  it('cannot be broken by the text of a claim', () => {
    const odd = judged('odd', { note: 'x' }, { claim: 'a | b *c* `d` <e>\nf [g](h) $i$ ~j~ \\' });
    const row = there(
      claimsMarkdown([odd])
        .split('\n')
        .find((line) => line.includes('“')),
    );
    expect(row).toContain('“a \\| b \\*c\\* \\`d\\` \\<e> f \\[g\\](h) \\$i\\$ \\~j\\~ \\\\”');
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(7);
  });
});

describe('claimsBrief', () => {
  it('names all counts and quotes one claim of each verdict in at most ten lines', () => {
    const many = [...claims, ...[1, 2, 3].map((i) => judged(`more-${i}`))];
    const lines = claimsBrief(many).split('\n');
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(lines[0]).toBe(claimsSummary(many));
    expect(lines).toContain('* **1 is refuted**: “quotation of table” (Table 5)');
    expect(lines[2]).toMatch(/^\* \*\*6 hold\*\*: “[^”]*” \(Section [^)]*\) …$/);
  });
});
