import { NumericError, OptionError, ShapeError } from 'borad/base';
import { textTable } from 'borad/display';
import { type DataFrame, dataFrame, type PlainCell, SUMMARY, summaryOf } from './dataFrame';
import { checkName } from './figure';
import { type Cell, csvColumns, csvFields, numbersOf, type Piece, piecesOf } from './tableCell';
import { htmlOf, markup } from './tableHtml';
import { type Best, type Mark, marksOf } from './tableMarks';

export interface TableOptions {
  /** File name under `data/results/`. */
  name: string;
  /** What the table shows, with its protocol. */
  caption: string;
  /** Columns and rows, unless a frame has them. */
  columns?: string[];
  rows?: Cell[][];
  /** A danfo DataFrame, or anything with its `columns` and `values`. */
  frame?: { columns: string[]; values: Cell[][] } | DataFrame;
  /** Columns whose best value is set bold; ties as they are printed are all bold. */
  best?: Record<string, Best>;
  /** In place of `best`: the best of each row is bold, for tables whose columns are methods (Tables 11 to 14). */
  bestOfRow?: Best;
  /** Whether the second best is underlined, as in Table 1. Default false. */
  second?: boolean;
  /** Digits after the point: one number for all, or one per column. Default 3. Integers given without digits stay integers. */
  digits?: number | Record<string, number>;
  /** Names of the parts of cells that are lists, for the CSV: `['AUROC', 'AP', 'F1-max']`. */
  parts?: string[];
  /** Rows at the end (means) that do not take part in the comparison of columns. Default 0. */
  footerRows?: number;
  /** Whether `show` writes `data/results/NAME.csv`. Default true. */
  save?: boolean;
}

export interface Table {
  kind: 'table';
  name: string;
  caption: string;
  columns: string[];
  rows: Cell[][];
  html: string;
  text: string;
  /** Values to six significant digits, RFC 4180; deviations and parts of lists in columns of their own. */
  csv: string;
  save: boolean;
  /** The rows as a danfo DataFrame, for further work; cells of several numbers as they are printed. */
  frame(): DataFrame;
  /**
   * Count, mean, sd, least, median and greatest value of each column of numbers but for footer rows, by danfo: a row per
   * column. A mean with its deviation counts as its mean; columns of words or lists are left out.
   */
  summary(): Table;
}

/** Quoted where RFC 4180 asks for it. */
const { unparse } = require('papaparse') as { unparse(rows: string[][], options: { newline: string }): string };

interface Content {
  columns: string[];
  rows: Cell[][];
}

function contentOf({ name, columns, rows, frame }: TableOptions): Content {
  if (frame && (columns || rows))
    throw new OptionError(`table "${name}": give a frame, or columns and rows, not both.`);
  if (frame) return { columns: [...frame.columns], rows: frame.values };
  if (!columns || !rows) throw new OptionError(`table "${name}": expected columns and rows, or a frame.`);
  return { columns, rows };
}

function checkRows(options: TableOptions, { columns, rows }: Content): void {
  const { name, best = {}, digits, footerRows = 0 } = options;
  const what = `table "${name}"`;
  if (!columns.length || new Set(columns).size !== columns.length) {
    throw new OptionError(`${what}: expected distinct column names, got [${columns.join(', ')}].`);
  }
  for (const [option, names] of [
    ['best', Object.keys(best)],
    ['digits', typeof digits === 'object' ? Object.keys(digits) : []],
  ] as const) {
    const unknown = names.filter((column) => !columns.includes(column));
    if (unknown.length)
      throw new OptionError(`${what}: ${option} names the column "${unknown[0]}". Columns: ${columns.join(', ')}.`);
  }
  if (!(footerRows >= 0 && footerRows < Math.max(1, rows.length))) {
    throw new OptionError(`${what}: expected fewer footer rows than its ${rows.length} rows, got ${footerRows}.`);
  }
  rows.forEach((row, r) => {
    if (row.length !== columns.length)
      throw new ShapeError(`${what}: row ${r} has ${row.length} cells, expected ${columns.length}.`);
    row.forEach((cell, c) => {
      const odd = numbersOf(cell).find((value) => !Number.isFinite(value));
      if (odd !== undefined) {
        throw new NumericError(
          `${what}: row ${r}, column "${columns[c]}" is ${odd}. Use null for a value that does not exist.`,
        );
      }
    });
  });
}

function csvOf({ columns, rows }: Content, parts: readonly string[]): string {
  const names = columns.map((column, c) =>
    csvColumns(
      column,
      rows.map((row) => row[c]),
      parts,
    ),
  );
  const lines = rows.map((row) => row.flatMap((cell, c) => csvFields(cell, names[c].length)));
  return `${unparse([names.flat(), ...lines], { newline: '\n' })}\n`;
}

/** Marks of every piece: [row][column][piece]. */
function marks(options: TableOptions, { columns }: Content, pieces: Piece[][][]): Mark[][][] {
  const { best = {}, bestOfRow, footerRows = 0 } = options;
  const found = pieces.map((row) => row.map((cell) => cell.map((): Mark => undefined)));
  const compare = (places: [number, number][], end: Best): void => {
    const most = Math.max(...places.map(([r, c]) => pieces[r][c].length));
    for (let k = 0; k < most; k++) {
      const ranked = marksOf(
        places.map(([r, c]) => pieces[r][c][k]),
        end,
      );
      places.forEach(([r, c], i) => {
        if (pieces[r][c][k]) found[r][c][k] = ranked[i];
      });
    }
  };
  const rivals = pieces.slice(0, pieces.length - footerRows).map((_, r) => r);
  for (const [column, end] of Object.entries(best)) {
    const c = columns.indexOf(column);
    if (rivals.length)
      compare(
        rivals.map((r) => [r, c]),
        end,
      );
  }
  if (bestOfRow)
    pieces.forEach((row, r) => {
      compare(
        row.map((_, c) => [r, c]),
        bestOfRow,
      );
    });
  return found;
}

/**
 * A table in which the best value of a column (or of a row) is bold, as HTML, plain text and CSV.
 *
 * @throws {OptionError} a name is unusable, there are no columns and rows, or best or digits name a column that does not exist.
 * @throws {ShapeError} a row has another number of cells than there are columns.
 * @throws {NumericError} a number is not finite.
 */
export function table(options: TableOptions): Table {
  const {
    name,
    caption,
    best = {},
    bestOfRow,
    second = false,
    digits,
    parts = [],
    footerRows = 0,
    save = true,
  } = options;
  checkName('table', name);
  if (!(caption ?? '').trim()) throw new OptionError(`table "${name}": the caption is empty.`);
  const content = contentOf(options);
  const { columns, rows } = content;
  checkRows(options, content);
  const digitsOf = (column: string): number | undefined => (typeof digits === 'object' ? digits[column] : digits);
  const pieces = rows.map((row) => row.map((cell, c) => piecesOf(cell, digitsOf(columns[c]))));
  const marked = marks(options, content, pieces);
  const joined = (print: (piece: Piece, mark: Mark) => string): string[][] =>
    pieces.map((row, r) => row.map((cell, c) => cell.map((piece, k) => print(piece, marked[r][c][k])).join('/')));
  const numeric = columns.map((_, c) => rows.some((row) => numbersOf(row[c]).length > 0));
  const compared = Object.keys(best).length > 0 || bestOfRow !== undefined;
  const text = joined((piece, mark) => `${piece.text}${mark === 'best' ? '*' : ''}`).map((row) =>
    row.map((cell, c) => (compared && numeric[c] && !cell.endsWith('*') ? `${cell} ` : cell)),
  );
  const note = text.flat().some((cell) => cell.endsWith('*')) ? `\n* best in its ${bestOfRow ? 'row' : 'column'}` : '';
  return {
    kind: 'table',
    name,
    caption,
    columns,
    rows,
    html: htmlOf(
      caption,
      columns,
      joined((piece, mark) => markup(piece, mark, second)),
      numeric,
      footerRows,
    ),
    text: `${caption}\n${textTable(columns, text)}${note}`,
    csv: csvOf(content, parts),
    save,
    frame: () => dataFrame(columns, plainCells(rows, pieces)),
    summary: () => summaryTable(options, { columns, rows: rows.slice(0, rows.length - footerRows) }),
  };
}

/** Cells that a DataFrame takes: several numbers as they are printed. */
const plainCells = (rows: Cell[][], pieces: Piece[][][]): PlainCell[][] =>
  rows.map((row, r) =>
    row.map((cell, c) =>
      cell !== null && typeof cell === 'object' ? pieces[r][c].map((piece) => piece.text).join('/') : cell,
    ),
  );

function summaryTable({ name, caption, digits }: TableOptions, { columns, rows }: Content): Table {
  const summarised = columns.flatMap((column, c): Cell[][] => {
    const cells = rows.map((row) => row[c]).filter((cell) => cell !== null);
    if (cells.length === 0 || cells.some((cell) => typeof cell === 'string' || Array.isArray(cell))) return [];
    return [[column, ...summaryOf(cells.map((cell) => numbersOf(cell)[0]))]];
  });
  return table({
    name: `${name}-summary`,
    caption: `${caption} Summary of its columns.`,
    columns: ['column', ...SUMMARY],
    rows: summarised,
    digits: Object.fromEntries(SUMMARY.slice(1).map((column) => [column, typeof digits === 'number' ? digits : 3])),
  });
}
