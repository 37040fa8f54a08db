import { type Table, table } from '../../report';
import { type Claim, readClaims } from './claimLedger';
import { claimsByVerdict } from './claimsByVerdict';
import { expectedText, numberText } from './claimText';

const COLUMNS = ['claim', 'place', 'verdict', 'deciding number', 'expected', 'notebook'];

const cells = (entry: Claim): string[] => [
  `“${entry.claim}”`,
  entry.place,
  entry.verdict,
  numberText(entry),
  entry.number === null ? '–' : expectedText(entry),
  entry.notebook,
];

/** How often each verdict was given: `28 claims: 20 hold, 3 hold under a condition, 5 do not hold as written.` */
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
    rows: claimsByVerdict(chosen).flatMap((group) => group.claims.map(cells)),
    save: false,
  });
}
