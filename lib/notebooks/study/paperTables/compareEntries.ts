import type { PaperEntry } from './paperEntry';

/** A number that two tables give for the same thing. */
export interface TwoValues {
  dataset: string;
  method: string;
  metric: string;
  first: number;
  second: number;
  /** second − first. */
  difference: number;
}

/** The numbers that both tables have, matched by data set, method and metric (means of Tables 11 to 14 against Table 1). */
export function compareEntries(first: PaperEntry[], second: PaperEntry[]): TwoValues[] {
  const other = new Map(second.map((entry) => [`${entry.dataset} / ${entry.method}`, entry.values]));
  return first.flatMap(({ dataset, method, values }) => {
    const against = other.get(`${dataset} / ${method}`) ?? {};
    return Object.entries(values).flatMap(([metric, a]) => {
      const b = against[metric] ?? null;
      if (a === null || b === null) return [];
      return [{ dataset, method, metric, first: a, second: b, difference: Number((b - a).toFixed(9)) }];
    });
  });
}
