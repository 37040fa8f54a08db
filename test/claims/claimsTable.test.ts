import { describe, expect, it } from 'vitest';
import {
  type Claim,
  type ClaimInput,
  claimsByVerdict,
  claimsMarkdown,
  claimsSummary,
  claimsTable,
  expectedText,
  isUndecided,
  judgeClaim,
  numberText,
} from '../../lib/notebooks/study/claims';

const judged = (id: string, more: Partial<ClaimInput> = {}): Claim =>
  judgeClaim({
    id,
    claim: `quotation of ${id}`,
    place: 'Section 3.1',
    number: 0,
    tolerance: 1,
    rule: 'below',
    notebook: '02-variance-decomposition',
    cell: 'cell-01',
    ...more,
  });

const claims = [
  judged('ten', { place: 'Section 3.10' }),
  judged('two', { place: 'Section 3.2', measure: 'residual', number: 1.234e-12, tolerance: 1e-9 }),
  judged('appendix', { place: 'Appendix B.1', notebook: '05-training' }),
  judged('table', { place: 'Table 5', number: 3, notebook: '05-training' }),
  judged('routing', { numberWithout: 2, condition: 'the rows are orthonormal' }),
  judged('absent', { number: null, note: 'no weights | no images' }),
];

describe('claims in words', () => {
  it('say what the rule expects', () => {
    const expected = (rule: Claim['rule'], tolerance: number, target?: number) =>
      expectedText({ rule, tolerance, target });
    expect(expected('below', 1e-9)).toBe('< 1e−9');
    expect(expected('below', 0.25, 0)).toBe('< −0.25');
    expect(expected('below', 0.25, 3)).toBe('< 3 − 0.25');
    expect(expected('below', 0, 3)).toBe('< 3');
    expect(expected('above', 0)).toBe('> 0');
    expect(expected('above', 0.015836, 0)).toBe('> 0.01584');
    expect(expected('above', 0.5, -2)).toBe('> −2 + 0.5');
    expect(expected('near', 0.05, 86.2)).toBe('86.2 ± 0.05');
    expect(expected('apart', 0.1)).toBe('not 0 ± 0.1');
  });

  it('print numbers with a true minus and few digits', () => {
    const printed = (number: number) => numberText(judged('x', { number }));
    expect(printed(-2084.0812)).toBe('−2084.08');
    expect(printed(0.0123456)).toBe('0.01235');
    expect(printed(-1.26e-9)).toBe('−1.3e−9');
    expect(printed(2e7)).toBe('2e7');
    expect(numberText(claims[4])).toBe('0 (otherwise 2)');
    expect(numberText(claims[1])).toBe('residual: 1.2e−12');
    expect(numberText(claims[5])).toBe('no weights | no images');
  });

  it('say where the opposite is not shown either', () => {
    const undecided = (rule: Claim['rule'], number: number | null, target?: number, tolerance = 1) =>
      isUndecided(judged('x', { rule, number, target, tolerance, note: 'why' }));
    expect(undecided('above', -1, 0)).toBe(true);
    expect(undecided('above', 1, 0)).toBe(true);
    expect(undecided('above', -1.1, 0)).toBe(false);
    expect(undecided('above', 1.1, 0)).toBe(false);
    expect(undecided('below', 0.5, 0)).toBe(true);
    expect(undecided('below', 1.5, 0)).toBe(false);
    // A residual too large and a value missed are decided.
    expect(undecided('below', 1)).toBe(false);
    expect(undecided('near', 3, 1)).toBe(false);
    expect(undecided('above', null, 0)).toBe(false);
  });

  it('are counted by verdict', () => {
    expect(claimsSummary(claims)).toBe(
      '6 claims: 3 hold, 1 holds under a condition, 1 does not hold as written, 1 is not testable here.',
    );
    expect(claimsSummary([claims[3]])).toBe('1 claim: 1 does not hold as written.');
    expect(claimsSummary([])).toBe('No claims.');
  });

  it('are grouped by verdict in the order of the paper, none lost', () => {
    const groups = claimsByVerdict(claims);
    expect(groups.map(({ verdict, claims: some }) => [verdict, some.map(({ id }) => id)])).toEqual([
      ['holds', ['two', 'ten', 'appendix']],
      ['holds if', ['routing']],
      ['does not hold as written', ['table']],
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

  it('is empty for a notebook without claims', () => {
    expect(claimsTable({ notebook: '00-quickstart', claims }).rows).toEqual([]);
  });
});

describe('claimsMarkdown', () => {
  it('is a table for each verdict under the summary', () => {
    const text = claimsMarkdown(claims);
    expect(text.split('\n')[0]).toBe(claimsSummary(claims));
    expect(text.match(/<summary><b>.*<\/b><\/summary>/g)).toEqual([
      '<summary><b>3 hold</b></summary>',
      '<summary><b>1 holds under a condition</b></summary>',
      '<summary><b>1 does not hold as written</b></summary>',
      '<summary><b>1 is not testable here</b></summary>',
    ]);
    expect(text).toContain(
      '| “quotation of two” | Section 3.2 | residual: 1.2e−12 | \\< 1e−9 | [02](notebooks/02-variance-decomposition.ipynb) |',
    );
    expect(text).toContain('| “quotation of routing” | Section 3.1 | the rows are orthonormal | 0 (otherwise 2) |');
  });

  it('cannot be broken by the text of a claim', () => {
    const odd = judged('odd', { claim: 'a | b *c* `d` <e>\nf [g](h) $i$ ~j~ \\', note: 'x' });
    const row = claimsMarkdown([odd])
      .split('\n')
      .find((line) => line.includes('“'))!;
    expect(row).toContain('“a \\| b \\*c\\* \\`d\\` \\<e> f \\[g\\](h) \\$i\\$ \\~j\\~ \\\\”');
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(6);
  });

  it('marks and counts what is undecided', () => {
    const text = claimsMarkdown([
      judged('near', { rule: 'above', number: 0.5, target: 0 }),
      judged('against', { rule: 'above', number: -2, target: 0 }),
    ]);
    expect(text).toContain('<summary><b>2 do not hold as written</b>, 1 of them undecided</summary>');
    expect(text).toContain('| 0.5 | > 1, *undecided* |');
    expect(text).toContain('| −2 | > 1 |');
  });

  it('folds what holds once there are many', () => {
    const many = [...Array(40)].map((_, i) => judged(`claim-${i}`));
    const failing = judged('failing', { number: 2 });
    expect(claimsMarkdown(many)).toContain('<details open>\n<summary><b>40 hold</b>');
    const text = claimsMarkdown([...many, failing]);
    expect(text).toContain('<details>\n<summary><b>40 hold</b>');
    expect(text).toContain('<details open>\n<summary><b>1 does not hold as written</b>');
  });
});
