/** Limits of a run as text. */
import { textTable } from '../display';
import type { Proportion } from '../statistics';
import { limitsTable, type Price, type RunLimits } from '../verdicts';

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

/** The notes of limits, those that say the same in one line. */
export function limitNotes({ categories }: Pick<RunLimits, 'categories'>): string[] {
  const names = new Map<string, string[]>();
  for (const [name, { note }] of Object.entries(categories))
    if (note) names.set(note, [...(names.get(note) ?? []), name]);
  return [...names].map(([note, of]) => `${of.join(', ')}: ${note}.`);
}

/** A table of the limits of a run with what they promise. */
export function limitsText(limits: RunLimits): string {
  const { columns, rows } = limitsTable(limits);
  return [`Limits by ${limits.rule} on ${limits.normals.length} ${limits.source}:`, textTable(columns, rows), ''].join(
    '\n',
  );
}

function proportionText({ count, of, share, low, high }: Proportion): string {
  return of === 0 ? '-' : `${count} of ${of}, ${percent(share)} (${percent(low)} to ${percent(high)})`;
}

/** What limits cost, as a table. */
export function priceText(prices: readonly Price[]): string {
  return `${textTable(
    ['category', 'false alarms', 'misses'],
    prices.map(({ name, falseAlarms, misses }) => [name, proportionText(falseAlarms), proportionText(misses)]),
  )}\n`;
}
