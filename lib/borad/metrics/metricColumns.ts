/** The metrics as tables show them: their titles, and their values in percent. */
import { present } from '../base';
import type { CategoryMetrics } from './evaluateCategory';

/**
 * Titles in the order of the paper's tables: image level, pixel level, mAD.
 *
 * @example
 * ```ts
 * console.log(borad.metricColumns.map(({ title }) => title).slice(-2).join(', ')); // pixel AUPRO, mAD
 * ```
 */
export const metricColumns: { key: keyof CategoryMetrics; title: string }[] = [
  { key: 'imageAuroc', title: 'image AUROC' },
  { key: 'imageAp', title: 'image AP' },
  { key: 'imageF1Max', title: 'image F1-max' },
  { key: 'pixelAuroc', title: 'pixel AUROC' },
  { key: 'pixelAp', title: 'pixel AP' },
  { key: 'pixelF1Max', title: 'pixel F1-max' },
  { key: 'pixelAupro', title: 'pixel AUPRO' },
  { key: 'mad', title: 'mAD' },
];

/** The title of a metric's column. */
export const titleOfMetric = (name: keyof CategoryMetrics): string =>
  present(
    metricColumns.find(({ key }) => key === name),
    `metric ${name}`,
  ).title;

/** A metric in percent; null, a dash in a table, where it is not known. */
export const inPercent = (value: number | null): number | null =>
  value === null || Number.isNaN(value) ? null : 100 * value;

/** A metric as tables print it: percent with one decimal, a dash where it is not known. */
export function percentText(value: number): string {
  const percent = inPercent(value);
  return percent === null ? '–' : percent.toFixed(1);
}
