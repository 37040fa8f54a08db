/** Scores as a table for spreadsheets (RFC 4180) and as lines of JSON. */
import { csvLine, csvLineOf, SCORE_COLUMNS } from './columns';
import type { FailedPhoto, ScoredPhoto } from './resultsFolder';

/** A photo as a line of `scores.csv`, one that could not be scored with its reason; `regions` is their number. */
export const scoreCsvLine = (entry: ScoredPhoto | FailedPhoto): string => csvLineOf(entry, SCORE_COLUMNS);

/** The column names, then one line per photo. */
export const scoresCsv = (entries: readonly (ScoredPhoto | FailedPhoto)[]): string =>
  [csvLine(SCORE_COLUMNS), ...entries.map(scoreCsvLine)].join('');

/** A photo as a line of JSON. */
export const jsonLine = (entry: ScoredPhoto | FailedPhoto): string => `${JSON.stringify(entry)}\n`;
