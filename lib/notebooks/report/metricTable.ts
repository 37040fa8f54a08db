import { NumericError, OptionError } from 'borad/base';
import { type CategoryMetrics, inPercent, metricColumns } from 'borad/metrics';
import { columnMeans } from './dataFrame';
import { type Table, table } from './table';
import type { Cell } from './tableCell';

export interface MetricTableOptions {
  /** File name under `data/results/`. Default `metrics`. */
  name?: string;
  caption?: string;
  /** Title of the first column. Default `category`. */
  first?: string;
  /** Whether a last row holds the mean over the rows. Default true; false where rows are methods, whose best values are then bold. */
  mean?: boolean;
  save?: boolean;
}

/** A misspelt or forgotten metric is an error, not a dash. */
function checkMetrics(rows: { name: string; metrics: CategoryMetrics }[]): void {
  for (const { name, metrics } of rows)
    for (const { key } of metricColumns)
      if (metrics[key] === undefined || Math.abs(metrics[key]) === Number.POSITIVE_INFINITY)
        throw new NumericError(
          `metricTable: ${key} of "${name}" is ${metrics[key]}, expected a number, or NaN where it is not known.`,
        );
}

/** The mean row; where some row lacks a metric, that has no mean, and a row of the means of what is known follows. */
function meanRows(titles: string[], percent: (number | null)[][]): Cell[][] {
  const means = columnMeans(titles, percent);
  const gaps = titles.map((_, c) => percent.filter((row) => row[c] === null).length);
  const mean = ['Mean', ...means.map((value, c) => (gaps[c] === 0 ? value : null))];
  const isPartly = gaps.some((count) => count > 0 && count < percent.length);
  return isPartly ? [mean, ['Mean of measured', ...means]] : [mean];
}

/**
 * Metrics in percent with one decimal, a row per category and their mean: the form of the paper's Tables 11 and 12. What is
 * not known (NaN, since nobody drew masks) is a dash, is never bold, and has no mean; where other rows have it, a last row
 * `Mean of measured` holds the means over the rows that have each metric.
 *
 * @throws {OptionError} there is no row.
 * @throws {NumericError} a metric is missing or infinite.
 */
export function metricTable(
  rows: { name: string; metrics: CategoryMetrics }[],
  options: MetricTableOptions = {},
): Table {
  if (!rows.length) throw new OptionError('metricTable: expected at least one row, got none.');
  const { name = 'metrics', first = 'category', mean = true, save } = options;
  const caption = options.caption ?? `Metrics in percent${mean ? ', and their mean over the categories' : ''}.`;
  checkMetrics(rows);
  const percent = rows.map((row) => metricColumns.map(({ key }) => inPercent(row.metrics[key])));
  const titles = metricColumns.map(({ title }) => title);
  const means = mean ? meanRows(titles, percent) : [];
  return table({
    name,
    caption,
    columns: [first, ...titles],
    rows: [...rows.map((row, r) => [row.name, ...percent[r]]), ...means],
    digits: Object.fromEntries(titles.map((title) => [title, 1])),
    best: mean ? {} : Object.fromEntries(titles.map((title) => [title, 'max' as const])),
    footerRows: means.length,
    save,
  });
}
