/** Limits of a run as text. */
import { textTable } from '../display';
import type { Proportion } from '../statistics';
import { type Limit, type Price, promiseText, type RunLimits } from '../verdicts';

const number = (value: number): string => value.toFixed(4);
const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

const rowOf = (name: string, limit: Limit): string[] => [
  name,
  number(limit.limit),
  `${number(limit.low)} to ${number(limit.high)}`,
  `${limit.photos}`,
  promiseText(limit),
];

/** The notes of limits, those that say the same in one line. */
function notesOf(limits: readonly [string, Limit][]): string[] {
  const names = new Map<string, string[]>();
  for (const [name, { note }] of limits) if (note) names.set(note, [...(names.get(note) ?? []), name]);
  return [...names].map(([note, of]) => `Note: ${of.join(', ')}: ${note}.`);
}

/** A table of the limits of a run with what they promise. */
export function limitsText(limits: RunLimits): string {
  const all: [string, Limit][] = [...Object.entries(limits.categories), ['all together', limits.pooled]];
  return [
    `Limits by ${limits.rule} on ${limits.normals.length} ${limits.source}:`,
    textTable(
      ['category', 'limit', 'UNSURE between', 'photos', 'false alarms'],
      all.map(([name, limit]) => rowOf(name, limit)),
    ),
    ...notesOf(Object.entries(limits.categories)),
    '',
  ].join('\n');
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
