import type { Claim, ClaimRow } from './claim';
import { readClaims } from './claimLedger';
import { type ClaimGroup, claimsByVerdict } from './claimsByVerdict';
import { claimsSummary } from './claimsTable';
import { expectedText, numberText, verdictText } from './claimText';

const escapeCell = (text: string): string => text.replace(/[\\|*_<`~$[\]]/g, '\\$&').replace(/\s+/g, ' ');

const line = (row: string[]): string => `| ${row.join(' | ')} |`;

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const COLUMNS = ['claim', 'place', 'verdict', 'deciding number', 'expected', 'notebook'];

const rowCells = (row: ClaimRow): string[] =>
  [
    `${verdictText(row)}${row.decides === false ? ' (does not count)' : ''}`,
    `${numberText(row)}${row.note ? `. ${capitalised(row.note)}` : ''}`,
    expectedText(row),
  ].map(escapeCell);

function claimLines({ claim, place, verdict, rows, notebook }: Claim, folder: string): string[] {
  const [quote, where] = [`“${claim}”`, place].map(escapeCell);
  const link = `[${notebook.slice(0, 2)}](${folder}${notebook}.ipynb)`;
  if (rows.length === 1) return [line([quote, where, ...rowCells(rows[0]), link])];
  return [
    line([quote, where, `**${verdict}**`, '', '', link]),
    ...rows.map((row) => line([`· ${escapeCell(row.part ?? '')}`, '', ...rowCells(row), ''])),
  ];
}

function groupSection({ summary, claims }: ClaimGroup, folder: string): string[] {
  if (!claims.length) return [];
  const rows = claims.flatMap((claim) => claimLines(claim, folder));
  return ['', `## ${summary}`, '', line(COLUMNS), line(COLUMNS.map(() => '---')), ...rows];
}

/**
 * The ledger as Markdown: its summary, then a table for each verdict that was given.
 *
 * @param folder Where the notebooks lie, seen from the page that holds it.
 */
export function claimsMarkdown(claims: readonly Claim[] = readClaims(), folder = '../notebooks/'): string {
  return [claimsSummary(claims), ...claimsByVerdict(claims).flatMap((group) => groupSection(group, folder))].join('\n');
}

/** The ledger in at most ten lines: the counts of all verdicts, then the first quotation of each verdict that was given. */
export function claimsBrief(claims: readonly Claim[] = readClaims()): string {
  const groups = claimsByVerdict(claims).filter(({ claims: some }) => some.length > 0);
  const lines = groups.map(({ summary, claims: [{ claim, place }, ...others] }) => {
    const shown = escapeCell(`“${claim}” (${place})`);
    return `* **${summary}**: ${shown}${others.length > 0 ? ' …' : ''}`;
  });
  return [claimsSummary(claims), '', ...lines].join('\n');
}
