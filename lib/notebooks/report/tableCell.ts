/** What a table's cell may hold, and how it is printed and stored. */

/** A mean over repetitions with its standard deviation; null where there was one repetition only. */
export interface Spread {
  mean: number;
  sd: number | null;
}

/** A mean over repetitions with half of its 95% interval; null where there was one repetition only. */
export interface HalfInterval {
  mean: number;
  half: number | null;
}

/** A cell: null is "not known"; a list is printed as the paper's Tables 11 to 14 do, `99.7/100.0/99.3`. */
export type Cell = string | number | null | Spread | HalfInterval | readonly number[];

/** Part of a cell that is marked by itself: all of it but for lists. */
export interface Piece {
  text: string;
  /** The number as printed, which is what competes; undefined for words. */
  value?: number;
}

const MISSING = '–';

/** What follows the mean. */
const afterMean = (cell: Spread | HalfInterval): number | null => ('half' in cell ? cell.half : cell.sd);

/** The numbers in a cell, for checks. */
export function numbersOf(cell: Cell): number[] {
  if (typeof cell === 'number') return [cell];
  if (cell === null || typeof cell === 'string') return [];
  if ('mean' in cell) {
    const after = afterMean(cell);
    return after === null ? [cell.mean] : [cell.mean, after];
  }
  return [...cell];
}

/** A cell as printed. What follows a mean has one digit more than it, as in Table 1. */
export function piecesOf(cell: Cell, digits: number | undefined): Piece[] {
  if (cell === null) return [{ text: MISSING }];
  if (typeof cell === 'string') return [{ text: cell }];
  if (typeof cell === 'number') {
    const text = digits === undefined && Number.isInteger(cell) ? String(cell) : cell.toFixed(digits ?? 3);
    return [{ text, value: Number(text) }];
  }
  if ('mean' in cell) {
    const mean = cell.mean.toFixed(digits ?? 3);
    const after = afterMean(cell);
    const text = after === null ? MISSING : after.toFixed((digits ?? 3) + 1);
    return [{ text: `${mean} ± ${text}`, value: Number(mean) }];
  }
  return cell.map((value) => {
    const text = value.toFixed(digits ?? 3);
    return { text, value: Number(text) };
  });
}

/** Digits in files: single precision, which most numbers come from, has seven, and the last differ between processors. */
const STORED_DIGITS = 6;

const stored = (value: number): string =>
  String(Number.isInteger(value) ? value : Number(value.toPrecision(STORED_DIGITS)));

/** The names of the CSV columns that a column becomes. */
export function csvColumns(column: string, cells: Cell[], parts: readonly string[]): string[] {
  const list = cells.find((cell): cell is readonly number[] => Array.isArray(cell));
  if (list) return list.map((_, i) => `${column} ${parts[i] ?? i + 1}`);
  const spread = cells.find((cell) => cell !== null && typeof cell === 'object');
  return spread ? [column, `${column} ${'half' in spread ? 'half of 95% interval' : 'sd'}`] : [column];
}

/** A cell as `count` CSV fields, whole numbers as they are, others to six significant digits. */
export function csvFields(cell: Cell, count: number): string[] {
  const fields = cell === null ? [] : typeof cell === 'string' ? [cell] : numbersOf(cell).map((value) => stored(value));
  return Array.from({ length: count }, (_, i) => fields[i] ?? '');
}
