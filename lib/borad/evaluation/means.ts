/** Means over categories of which some lack metrics. */
import { itemAt } from '../base';
import { type CategoryMetrics, METRIC_NAMES, meanOverCategories } from '../metrics';
import { mean } from '../statistics';

/** The seven and their mean, in the order of the tables. */
const KEYS = [...METRIC_NAMES, 'mad'] as const;

const isKnown = (value: number): boolean => Number.isFinite(value);

/** Whether nothing is known of a category. */
export const isUnknown = (metrics: CategoryMetrics): boolean => KEYS.every((key) => !isKnown(metrics[key]));

/** The mean row; a metric that one category lacks has no mean, since a mean over the others would be of another set. */
export function meanWhereKnown(rows: readonly CategoryMetrics[]): CategoryMetrics {
  if (rows.every(({ mad }) => isKnown(mad))) return meanOverCategories(rows);
  const means = { ...itemAt(rows, 0, 'categories'), mad: NaN };
  for (const name of METRIC_NAMES) means[name] = mean(rows.map((row) => row[name]));
  return means;
}

/** Each metric averaged over the categories that have it, and how many those are. */
export interface MeanOfMeasured {
  metrics: CategoryMetrics;
  /** Categories behind each mean; 0 where there is none and the mean is NaN. */
  counts: Record<keyof CategoryMetrics, number>;
}

/** The means over the categories that have each metric; undefined unless one is had by some of them and not by all. */
export function meanOfMeasured(rows: readonly CategoryMetrics[]): MeanOfMeasured | undefined {
  const values = KEYS.map((key) => rows.map((row) => row[key]).filter(isKnown));
  if (!values.some(({ length }) => length > 0 && length < rows.length)) return undefined;
  const entries = <T>(of: (known: number[]) => T) =>
    Object.fromEntries(KEYS.map((key, k) => [key, of(itemAt(values, k, 'metrics'))])) as Record<
      keyof CategoryMetrics,
      T
    >;
  return {
    metrics: entries(mean),
    counts: entries((known) => known.length),
  };
}

const GROUPS: [title: string, keys: [keyof CategoryMetrics, ...(keyof CategoryMetrics)[]]][] = [
  ['image metrics', ['imageAuroc', 'imageAp', 'imageF1Max']],
  ['pixel metrics', ['pixelAuroc', 'pixelAp', 'pixelF1Max', 'pixelAupro']],
  ['mAD', ['mad']],
];

/** Over how many categories each mean was taken: `image metrics over 4 of 4 categories, pixel metrics over 3`. */
export function coverageText({ counts }: MeanOfMeasured, total: number): string {
  const parts = GROUPS.map(([title, [key]]) => `${title} over ${counts[key]}`);
  return `${parts.join(', ')} of ${total} categories`;
}
