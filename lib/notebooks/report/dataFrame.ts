/** Tables as danfo DataFrames: what they hold and how they are summarised. */

/** A danfo DataFrame. Its own types need packages that a notebook's compiler does not load. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type DataFrame = any;

export type PlainCell = string | number | null;

/** Loaded when first needed: danfo takes a second. */
const danfo = () => require('danfojs-node');

/** The rows as a DataFrame. */
export function dataFrame(columns: readonly string[], rows: readonly PlainCell[][]): DataFrame {
  return new (danfo().DataFrame)(
    rows.map((row) => [...row]),
    { columns: [...columns] },
  );
}

/** Mean of each column over the rows that have a number; null for a column without any. */
export function columnMeans(columns: readonly string[], rows: readonly (number | null)[][]): (number | null)[] {
  const { Series } = danfo();
  return columns.map((_, c) => {
    const known = rows.map((row) => row[c]).filter((value) => value !== null);
    return known.length > 0 ? (new Series(known).mean() as number) : null;
  });
}

/** What danfo says of a column of numbers, in the order of its columns; sd with n - 1, null for a single value. */
export const SUMMARY = ['count', 'mean', 'sd', 'min', 'median', 'max'] as const;

/** The summary of some numbers. */
export function summaryOf(values: readonly number[]): (number | null)[] {
  const column = new (danfo().Series)([...values]);
  const sd = values.length > 1 ? (column.std() as number) : null;
  return [values.length, column.mean(), sd, column.min(), column.median(), column.max()];
}
