import { DataError } from 'borad/base';
import { mean } from 'borad/statistics';
import { MEAN_CATEGORY, type PaperEntry } from './paperEntry';
import { metricKeys } from './paperMetrics';

/** A printed mean against the mean of the cells it is printed under. */
export interface MeanCheck {
  dataset: string;
  method: string;
  metric: string;
  /** null where the table has no number. */
  printed: number | null;
  recomputed: number | null;
  /** How many cells were averaged, and how many of the column's are empty. */
  cells: number;
  empty: number;
  /** recomputed − printed. */
  difference: number | null;
  /** The largest difference that rounding of cells and mean can make. */
  slack: number;
  /** Whether the difference is within the slack; null where there is nothing to compare. */
  agrees: boolean | null;
}

/** Binary fractions: a difference of exactly 0.1 counts as 0.1. */
const EPS = 1e-9;

/** The mean of rounded numbers is off by half a unit at most, and so is the mean as printed: one unit in all. */
export const roundingSlack = (decimals: number): number => 10 ** -decimals;

/**
 * Every mean of Tables 11 to 14, recomputed over the categories.
 *
 * A column with empty cells is not compared: its mean cannot be known.
 *
 * @param decimals digits after the point of the tables.
 * @throws {DataError} a method has no row of means.
 */
export function recomputeMeans(entries: PaperEntry[], decimals = 1): MeanCheck[] {
  const groups = new Map<string, PaperEntry[]>();
  for (const entry of entries) {
    const key = `${entry.dataset} / ${entry.method}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const slack = roundingSlack(decimals);
  return [...groups].flatMap(([key, group]) => {
    const printedMeans = group.find(({ category }) => category === MEAN_CATEGORY);
    const categories = group.filter(({ category }) => category !== MEAN_CATEGORY);
    if (!printedMeans || !categories.length)
      throw new DataError(`recomputeMeans: ${key} has no row "${MEAN_CATEGORY}" or no other.`);
    return metricKeys
      .filter((metric) => metric in printedMeans.values)
      .map((metric) => {
        const cells = categories.flatMap(({ values }) => values[metric] ?? []);
        const empty = categories.length - cells.length;
        const printed = printedMeans.values[metric];
        const recomputed = cells.length ? mean(cells) : null;
        const known = empty === 0 && printed !== null && recomputed !== null;
        const difference = known ? recomputed - printed : null;
        const agrees = difference === null ? null : Math.abs(difference) <= slack + EPS;
        const { dataset, method } = printedMeans;
        return { dataset, method, metric, printed, recomputed, cells: cells.length, empty, difference, slack, agrees };
      });
  });
}

/** The mean of the seven metrics (mAD, Section 4.1); null where one is missing. */
export function meanOfMetrics(values: Record<string, number | null>): number | null {
  const seven = metricKeys.flatMap((key) => values[key] ?? []);
  return seven.length === metricKeys.length ? mean(seven) : null;
}

/** mAD of each data set's methods from the cells of the categories: the mean of the seven recomputed means. */
export function madFromCells(checks: MeanCheck[]): { dataset: string; method: string; mad: number | null }[] {
  const groups = new Map<string, MeanCheck[]>();
  for (const check of checks) {
    const key = `${check.dataset} / ${check.method}`;
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  return [...groups.values()].map((group) => ({
    dataset: group[0].dataset,
    method: group[0].method,
    mad: meanOfMetrics(
      Object.fromEntries(group.map(({ metric, empty, recomputed }) => [metric, empty ? null : recomputed])),
    ),
  }));
}

/** Printed mAD of Table 1 (or 5) against the mean of the row's seven metrics. */
export function recomputeMad(entries: PaperEntry[], decimals = 1): MeanCheck[] {
  const slack = roundingSlack(decimals);
  return entries.map(({ dataset, method, values }) => {
    const recomputed = meanOfMetrics(values);
    const printed = values.mad ?? null;
    const difference = recomputed === null || printed === null ? null : recomputed - printed;
    const agrees = difference === null ? null : Math.abs(difference) <= slack + EPS;
    const empty = metricKeys.filter((key) => (values[key] ?? null) === null).length;
    const cells = metricKeys.length - empty;
    return { dataset, method, metric: 'mad', printed, recomputed, cells, empty, difference, slack, agrees };
  });
}
