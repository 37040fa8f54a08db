import { type Table, table } from '../report';
import { type Claim, readClaims } from './claimLedger';

const COLUMNS = ['claim', 'place', 'verdict', 'deciding number', 'expected', 'notebook'];

/** A number as the ledger prints it: at most four significant digits, small and large ones with an exponent. */
function print(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6)
    return value.toExponential(1).replace('e+', 'e').replace('-', '−').replace('e-', 'e−');
  return String(Number(value.toPrecision(size >= 100 ? 6 : 4))).replace('-', '−');
}

/** What the rule asks for, in signs: `< 1e−9`, `86.2 ± 0.05`. */
export function expectedText({ rule, target, tolerance }: Pick<Claim, 'rule' | 'target' | 'tolerance'>): string {
  const about = target ?? 0;
  if (rule === 'near') return `${print(about)} ± ${print(tolerance)}`;
  if (rule === 'apart') return `not ${print(about)} ± ${print(tolerance)}`;
  if (rule === 'below' && target === undefined) return `< ${print(tolerance)}`;
  if (rule === 'above' && target === undefined) return `> ${print(tolerance)}`;
  const margin = tolerance === 0 ? '' : ` ${rule === 'below' ? '−' : '+'} ${print(tolerance)}`;
  return `${rule === 'below' ? '<' : '>'} ${print(about)}${margin}`;
}

/** The deciding number in words: what it is, and its value with and without the condition. */
export function numberText({ number, measure, numberWithout, note }: Claim): string {
  if (number === null) return note ?? '–';
  const without = numberWithout === undefined ? '' : ` (else ${print(numberWithout)})`;
  return `${measure ? `${measure}: ` : ''}${print(number)}${without}`;
}

function cells(entry: Claim): string[] {
  return [
    `“${entry.claim}”`,
    entry.place,
    entry.verdict,
    numberText(entry),
    entry.number === null ? '–' : expectedText(entry),
    entry.notebook,
  ];
}

/** How often each verdict was given: `31 claims: 20 hold, 4 under a condition, 5 do not as written, 2 are not testable here.` */
export function claimsSummary(claims: Claim[] = readClaims()): string {
  const count = (start: string): number => claims.filter(({ verdict }) => verdict.startsWith(start)).length;
  const conditional = count('holds if');
  const parts = [
    `${count('holds') - conditional} hold`,
    `${conditional} hold under a condition`,
    `${count('does not')} do not hold as written`,
    `${count('not testable')} are not testable here`,
  ];
  return `${claims.length} claims: ${parts.join(', ')}.`;
}

export interface ClaimsTableOptions {
  /** Only the claims of this notebook. */
  notebook?: string;
  claims?: Claim[];
}

/**
 * The ledger as a table to show in a notebook (HTML and plain text); the JSON is its file, so no CSV is written.
 *
 * @throws {OptionError} there is no claim to show is not an error: the table is empty then.
 */
export function claimsTable({ notebook, claims = readClaims() }: ClaimsTableOptions = {}): Table {
  const chosen = claims.filter((entry) => notebook === undefined || entry.notebook === notebook);
  return table({
    name: notebook ? `claims-${notebook}` : 'claims',
    caption: claimsSummary(chosen),
    columns: COLUMNS,
    rows: chosen.map(cells),
    save: false,
  });
}

const escapeCell = (text: string): string =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/\|/g, '\\|')
    .replace(/[*_<`]/g, '\\$&')
    .replace(/\s+/g, ' ');

/** The ledger as a Markdown table under its summary; notebooks are links relative to the project's folder. */
export function claimsMarkdown(claims: Claim[] = readClaims()): string {
  const line = (row: string[]): string => `| ${row.join(' | ')} |`;
  const rows = claims.map((entry) => {
    const texts = cells(entry).map(escapeCell);
    return line([
      ...texts.slice(0, 2),
      `**${texts[2]}**`,
      ...texts.slice(3, 5),
      `[${entry.notebook.slice(0, 2)}](notebooks/${entry.notebook}.ipynb)`,
    ]);
  });
  return [claimsSummary(claims), '', line(COLUMNS), line(COLUMNS.map(() => '---')), ...rows].join('\n');
}
