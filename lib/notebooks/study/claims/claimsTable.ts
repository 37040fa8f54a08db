import { type Table, table } from '../../report';
import type { Claim, ClaimRow } from './claim';
import { readClaims } from './claimLedger';
import { claimsByVerdict } from './claimsByVerdict';
import { expectedText, numberText, verdictText } from './claimText';

const COLUMNS = ['claim', 'place', 'verdict', 'deciding number', 'expected', 'notebook'];

const rowCells = (row: ClaimRow): string[] => [
  `${verdictText(row)}${row.decides === false ? ' (does not count)' : ''}`,
  numberText(row),
  expectedText(row),
];

/** One line for a claim of one row; else a line with the claim's verdict and one for each of its parts. */
function lines({ claim, place, verdict, rows, notebook }: Claim): string[][] {
  const quote = `“${claim}”`;
  if (rows.length === 1) return [[quote, place, ...rowCells(rows[0]), notebook]];
  return [
    [quote, place, verdict, `its weakest of ${rows.filter(({ decides = true }) => decides).length}`, '', notebook],
    ...rows.map((row) => [`· ${row.part}`, '', ...rowCells(row), '']),
  ];
}

/** How often each verdict was given, all of them named: `28 claims: 20 hold, 3 hold under a condition, 0 are refuted …`. */
export function claimsSummary(claims: readonly Claim[] = readClaims()): string {
  if (!claims.length) return 'No claims.';
  const parts = claimsByVerdict(claims).map(({ summary }) => summary);
  return `${claims.length} ${claims.length === 1 ? 'claim' : 'claims'}: ${parts.join(', ')}.`;
}

export interface ClaimsTableOptions {
  /** Only the claims of this notebook. */
  notebook?: string;
  claims?: Claim[];
}

/**
 * The ledger as a table to show in a notebook (HTML and plain text), by verdict and in the paper's order; empty where nothing is
 * recorded. The JSON is its file, so no CSV is written.
 *
 * @throws {DataError} the ledger cannot be read.
 */
export function claimsTable({ notebook, claims = readClaims() }: ClaimsTableOptions = {}): Table {
  const chosen = claims.filter((entry) => notebook === undefined || entry.notebook === notebook);
  return table({
    name: notebook ? `claims-${notebook}` : 'claims',
    caption: claimsSummary(chosen),
    columns: COLUMNS,
    rows: claimsByVerdict(chosen).flatMap((group) => group.claims.flatMap(lines)),
    save: false,
  });
}
