import { OptionError } from '../base';
import { type Table, table } from './table';

/** The seven metrics of one category and their mean, each from 0 to 1. */
export interface TableMetrics {
  imageAuroc: number;
  imageAp: number;
  imageF1Max: number;
  pixelAuroc: number;
  pixelAp: number;
  pixelF1Max: number;
  pixelAupro: number;
  mad: number;
}

/** Column titles in the order of the paper's tables: image level, pixel level, mAD. */
export const metricColumns: { key: keyof TableMetrics; title: string }[] = [
  { key: 'imageAuroc', title: 'image AUROC' },
  { key: 'imageAp', title: 'image AP' },
  { key: 'imageF1Max', title: 'image F1-max' },
  { key: 'pixelAuroc', title: 'pixel AUROC' },
  { key: 'pixelAp', title: 'pixel AP' },
  { key: 'pixelF1Max', title: 'pixel F1-max' },
  { key: 'pixelAupro', title: 'pixel AUPRO' },
  { key: 'mad', title: 'mAD' },
];

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

/**
 * Metrics in percent with one decimal, a row per category and their mean: the form of the paper's Tables 11 and 12.
 *
 * @throws {OptionError} there is no row.
 * @throws {NumericError} a metric is not finite.
 */
export function metricTable(rows: { name: string; metrics: TableMetrics }[], options: MetricTableOptions = {}): Table {
  if (!rows.length) throw new OptionError('metricTable: expected at least one row, got none.');
  const { name = 'metrics', first = 'category', mean = true, save } = options;
  const caption = options.caption ?? `Metrics in percent${mean ? ', and their mean over the categories' : ''}.`;
  const percent = rows.map((row) => metricColumns.map(({ key }) => 100 * row.metrics[key]));
  const means = metricColumns.map((_, c) => percent.reduce((sum, row) => sum + row[c], 0) / rows.length);
  const titles = metricColumns.map(({ title }) => title);
  return table({
    name,
    caption,
    columns: [first, ...titles],
    rows: [...rows.map((row, r) => [row.name, ...percent[r]]), ...(mean ? [['Mean', ...means]] : [])],
    digits: Object.fromEntries(titles.map((title) => [title, 1])),
    best: mean ? {} : Object.fromEntries(titles.map((title) => [title, 'max' as const])),
    footerRows: mean ? 1 : 0,
    save,
  });
}
