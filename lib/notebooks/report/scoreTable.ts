import type { CategoryMetrics } from 'borad/metrics';
import { metricColumns } from 'borad/metrics';
import { type Table, table } from './table';
import type { Cell } from './tableCell';

export interface ScoreTableOptions {
  /** File name under `data/results/`. */
  name: string;
  caption: string;
  /** Names of the columns before the metrics: `['method', 'seeds']`. */
  heads: string[];
  /** The cells before the metrics, and the cell of each metric, in percent. */
  rows: readonly (readonly [cells: Cell[], metric: (key: keyof CategoryMetrics) => Cell])[];
  /** Whether the best value of each metric is bold. Default true. */
  best?: boolean;
}

/** The form of the paper's Table 1: a row per method and a column for each metric and mAD, in percent with one decimal. */
export function scoreTable({ name, caption, heads, rows, best = true }: ScoreTableOptions): Table {
  const titles = metricColumns.map(({ title }) => title);
  return table({
    ...{ name, caption, columns: [...heads, ...titles] },
    rows: rows.map(([cells, metric]) => [...cells, ...metricColumns.map(({ key }) => metric(key))]),
    best: best ? Object.fromEntries(titles.map((title) => [title, 'max' as const])) : {},
    digits: Object.fromEntries(titles.map((title) => [title, 1])),
  });
}
