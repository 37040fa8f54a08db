/** The columns that tables of scores have, in a folder of results and in the log of a service alike. New ones go to the end. */

const BEFORE = ['verdict', 'score', 'limit', 'category', 'categoryFrom', 'distance', 'width', 'height', 'regions'];
const AFTER = ['nearest', 'light', 'focus', 'limitFrom', 'ngAbove'];

/** Of `scores.csv`. */
export const SCORE_COLUMNS = [
  'image',
  ...BEFORE,
  ...['heatmap', 'overlay', 'map', 'mask', 'error'],
  ...AFTER,
  'sha256',
] as const;

/** Of the log of `borad serve`, which knows photos by their time only. */
export const LOG_COLUMNS = ['time', ...BEFORE, ...AFTER] as const;

/** A cell; text that would end it is quoted, of a list its length stands. */
function cell(value: unknown): string {
  const text = value === undefined ? '' : Array.isArray(value) ? `${value.length}` : `${value}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row as a line of CSV (RFC 4180). */
export const csvLine = (values: readonly unknown[]): string => `${values.map(cell).join(',')}\r\n`;

/** A photo as a line of CSV: of each column what is told of it, or nothing. */
export const csvLineOf = (told: object, columns: readonly string[]): string =>
  csvLine(columns.map((column) => (told as { [column: string]: unknown })[column]));
