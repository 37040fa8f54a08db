/** Scores as a table for spreadsheets (RFC 4180) and as lines of JSON. */
import type { FailedPhoto, ScoredPhoto } from './resultsFolder';

const COLUMNS = [
  ...['image', 'verdict', 'score', 'limit', 'category', 'categoryFrom', 'distance', 'width', 'height'],
  ...['regions', 'heatmap', 'overlay', 'map', 'mask', 'error', 'nearest', 'light', 'focus'],
  ...['limitFrom', 'ngAbove'],
];

/** A cell; text that would end it is quoted. */
export function cell(value: unknown): string {
  const text = value === undefined ? '' : Array.isArray(value) ? `${value.length}` : `${value}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line per photo, those that could not be scored with their reason; `regions` is their number. */
export function scoresCsv(entries: readonly (ScoredPhoto | FailedPhoto)[]): string {
  const lines = entries.map((entry) =>
    COLUMNS.map((column) => cell((entry as unknown as { [key: string]: unknown })[column])),
  );
  return [COLUMNS, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

/** A photo as a line of JSON. */
export const jsonLine = (entry: ScoredPhoto | FailedPhoto): string => `${JSON.stringify(entry)}\n`;
