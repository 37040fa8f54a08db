import { type Claim, readClaims } from './claimLedger';
import { type ClaimGroup, claimsByVerdict } from './claimsByVerdict';
import { claimsSummary } from './claimsTable';
import { expectedText, isUndecided, numberText } from './claimText';

/** With more claims than this, what holds and what cannot be tested is folded. */
const LONG = 40;

const escapeCell = (text: string): string => text.replace(/[\\|*_<`~$[\]]/g, '\\$&').replace(/\s+/g, ' ');

const line = (row: string[]): string => `| ${row.join(' | ')} |`;

function groupTable({ verdict, claims }: ClaimGroup): string[] {
  const conditional = verdict === 'holds if';
  const untested = verdict === 'not testable here';
  const columns = [
    'claim',
    'place',
    ...(conditional ? ['holds if'] : []),
    ...(untested ? ['why'] : ['deciding number', 'expected']),
    'notebook',
  ];
  const rows = claims.map((entry) =>
    line([
      ...[`“${entry.claim}”`, entry.place, ...(conditional ? [entry.condition ?? ''] : []), numberText(entry)].map(
        escapeCell,
      ),
      ...(untested ? [] : [`${escapeCell(expectedText(entry))}${isUndecided(entry) ? ', *undecided*' : ''}`]),
      `[${entry.notebook.slice(0, 2)}](notebooks/${entry.notebook}.ipynb)`,
    ]),
  );
  return [line(columns), line(columns.map(() => '---')), ...rows];
}

/**
 * The ledger as Markdown: its summary, then a table for each verdict that a reader folds. Notebooks are links relative to the
 * project's folder.
 */
export function claimsMarkdown(claims: readonly Claim[] = readClaims()): string {
  const parts = claimsByVerdict(claims).flatMap((group) => {
    const open = claims.length <= LONG || !['holds', 'not testable here'].includes(group.verdict);
    const undecided = group.claims.filter(isUndecided).length;
    return [
      '',
      `<details${open ? ' open' : ''}>`,
      `<summary><b>${group.summary}</b>${undecided ? `, ${undecided} of them undecided` : ''}</summary>`,
      '',
      ...groupTable(group),
      '',
      '</details>',
    ];
  });
  return [claimsSummary(claims), ...parts].join('\n');
}
