import type { PairedDifference } from 'borad/statistics';
import { type Table, table } from '../../report';
import { differenceText } from './comparison';

export interface DifferenceTableOptions {
  /** File name under `data/results/`. */
  name: string;
  caption: string;
  /** Names of the columns of words, then of the columns of differences. */
  columns: string[];
  /** The words of a row, and its differences with the digits they are printed with. */
  rows: readonly (readonly [
    words: readonly string[],
    differences: readonly PairedDifference[],
    digits?: number,
    factor?: number,
  ])[];
  /** Digits of rows that name none. Default 3. */
  digits?: number;
  /** What numbers are multiplied by before they are printed, in rows that name none. Default 1. */
  factor?: number;
}

/** Differences paired by seed: mean and 95% t interval of each, with a word where the interval excludes zero. */
export function differenceTable(options: DifferenceTableOptions): Table {
  const { name, caption, columns, rows, digits = 3, factor = 1 } = options;
  return table({
    ...{ name, caption, columns },
    rows: rows.map(([words, differences, own = digits, times = factor]) => [
      ...words,
      ...differences.map((difference) => differenceText(difference, own, times)),
    ]),
  });
}
