import { OptionError } from 'borad/base';
import type { PaperEntry } from './paperEntry';

/** Where a method stands by one metric. */
export interface MethodRank {
  method: string;
  value: number;
  /** 1 is best; equal printed values share the better rank, and the next one is skipped: 1, 2, 2, 4. */
  rank: number;
  /** How many methods share the value, this one included. */
  tied: number;
}

/** Ranks of values, highest best, equal ones sharing the better rank. */
export function rankValues(values: number[]): { rank: number; tied: number }[] {
  return values.map((value) => ({
    rank: 1 + values.filter((other) => other > value).length,
    tied: values.filter((other) => other === value).length,
  }));
}

/**
 * The methods of one data set by one metric, best first; methods without a number are left out.
 *
 * @throws {OptionError} no method of that data set has the metric.
 */
export function rankMethods(entries: PaperEntry[], dataset: string, metric: string): MethodRank[] {
  const known = entries.flatMap(({ dataset: of, method, values }) => {
    const value = values[metric] ?? null;
    return of === dataset && value !== null ? [{ method, value }] : [];
  });
  if (!known.length) throw new OptionError(`rankMethods: no method has ${metric} on "${dataset}".`);
  const ranks = rankValues(known.map(({ value }) => value));
  return known.map((entry, i) => ({ ...entry, ...ranks[i] })).sort((a, b) => a.rank - b.rank);
}

/**
 * How far a method leads the best other method, in the metric's unit; negative where another is ahead.
 *
 * @throws {OptionError} the method has no number, or is alone.
 */
export function leadOver(entries: PaperEntry[], dataset: string, metric: string, method: string): number {
  const ranked = rankMethods(entries, dataset, metric);
  const own = ranked.find((entry) => entry.method === method);
  const rivals = ranked.filter((entry) => entry.method !== method);
  if (!own || !rivals.length)
    throw new OptionError(`leadOver: ${method} or its rivals have no ${metric} on "${dataset}".`);
  return own.value - Math.max(...rivals.map(({ value }) => value));
}
