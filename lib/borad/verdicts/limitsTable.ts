/** The limits of a run as a table, for a screen and for a card. */
import { type Limit, promiseText } from './limitFor';
import type { RunLimits } from './runLimits';

const number = (value: number): string => value.toFixed(4);

/** A row per category, then that of all together, with what each limit promises. */
export function limitsTable({ categories, pooled }: Pick<RunLimits, 'categories' | 'pooled'>): {
  columns: string[];
  rows: string[][];
} {
  const all: [string, Limit][] = [...Object.entries(categories), ['all together', pooled]];
  return {
    columns: ['category', 'limit', 'UNSURE between', 'photos', 'false alarms'],
    rows: all.map(([name, limit]) => [
      ...[name, number(limit.limit), `${number(limit.low)} to ${number(limit.high)}`, `${limit.photos}`],
      promiseText(limit),
    ]),
  };
}
