import type { Claim, ClaimRow } from './claim';

/** A number as the ledger prints it: four significant digits (six from 100 on), small and large ones with an exponent. */
function print(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size < 1e-3 || size >= 1e6
      ? value.toExponential(1).replace('.0e', 'e').replace('e+', 'e')
      : String(Number(value.toPrecision(size >= 100 ? 6 : 4)));
  return text.replace(/-/g, '−');
}

const chance = (p: number): string => (p < 0.001 ? '< 0.001' : p.toPrecision(2));

/** What a row asks for, in signs: `< 1e−9`, `86.2 ± 0.05`, `> 0; within ±0.5: no difference`. */
export function expectedText(row: ClaimRow): string {
  if ('takes' in row) return '–';
  if ('values' in row) {
    const side = `${row.direction === 'above' ? '>' : '<'} ${print(row.target ?? 0)}`;
    return row.margin === undefined ? side : `${side}; within ±${print(row.margin)}: no difference`;
  }
  const { rule, target, tolerance } = row;
  const about = target ?? 0;
  if (rule === 'near') return `${print(about)} ± ${print(tolerance)}`;
  if (rule === 'apart') return `not ${print(about)} ± ${print(tolerance)}`;
  if (rule === 'below' && target === undefined) return `< ${print(tolerance)}`;
  const [sign, margin] = rule === 'below' ? ['<', '−'] : ['>', '+'];
  if (about === 0) return `${sign} ${print(rule === 'below' ? -tolerance : tolerance)}`;
  return `${sign} ${print(about)}${tolerance === 0 ? '' : ` ${margin} ${print(tolerance)}`}`;
}

/** What decides a row: a number with and without its condition; a mean with its interval and chances; what a test would take. */
export function valueText(row: ClaimRow): string {
  if ('takes' in row) return row.takes;
  if ('values' in row) {
    const { mean, low, high, pFamily, visible, values } = row;
    const spread = `${print(mean)} [${print(low)}, ${print(high)}], n = ${values.length}`;
    return `${spread}, p ${chance(pFamily)} in its family; visible from ${print(visible)}`;
  }
  const without = row.numberWithout === undefined ? '' : ` (otherwise ${print(row.numberWithout)})`;
  return `${print(row.number)}${without}`;
}

/** The deciding number in words: what it is, then its value. */
export const numberText = (row: ClaimRow): string =>
  'takes' in row ? valueText(row) : `${row.measure}: ${valueText(row)}`;

/** The verdict in words, with its condition. */
export function verdictText(row: ClaimRow): string {
  const condition = 'condition' in row && row.verdict === 'holds if' ? ` ${row.condition}` : '';
  return `${row.verdict}${condition}`;
}

/** A claim in one sentence of Markdown: what the paper says and where, the verdict, and the numbers that decide it. */
export function claimSentence({ claim, place, verdict, rows }: Claim): string {
  const [first] = rows;
  const decided = rows.length === 1 && first ? verdictText(first) : verdict;
  const numbers = rows.map((row) => `${row.part ? `${row.part}: ` : ''}${numberText(row)}`).join('; ');
  return `**Verdict:** “${claim}” (${place}) **${decided}** (${numbers}).`;
}
