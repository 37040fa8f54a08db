import { NumericError, OptionError, ShapeError } from '../base';
import { escapeMarkup } from './escapeMarkup';
import { checkName } from './figure';
import { textTable } from './textTable';

/** A cell: null is "not known". */
export type Cell = string | number | null;

/** Which end of a column is the good one. */
export type Best = 'max' | 'min';

export interface TableOptions {
  /** File name under `data/results/`. */
  name: string;
  /** What the table shows, with its protocol. */
  caption: string;
  columns: string[];
  rows: Cell[][];
  /** Columns whose best value is set bold; ties as they are printed are all bold. */
  best?: Record<string, Best>;
  /** Digits after the point: one number for all, or one per column. Default 3. Integers given without digits stay integers. */
  digits?: number | Record<string, number>;
  /** Rows at the end (means) that do not take part in the comparison. Default 0. */
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
  /** Values to ten significant digits, RFC 4180. */
  csv: string;
  save: boolean;
  /** The rows as a danfo DataFrame, for further work. */
  // biome-ignore lint/suspicious/noExplicitAny: danfo's types need packages that a notebook's compiler does not load
  frame(): any;
}

const MISSING = '–';

function checkRows(options: TableOptions): void {
  const { name, columns, rows, best = {}, digits, footerRows = 0 } = options;
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
      if (typeof cell === 'number' && !Number.isFinite(cell)) {
        throw new NumericError(
          `${what}: row ${r}, column "${columns[c]}" is ${cell}. Use null for a value that does not exist.`,
        );
      }
    });
  });
}

const quote = (cell: Cell): string => {
  const content = cell === null ? '' : String(typeof cell === 'number' ? Number(cell.toPrecision(10)) : cell);
  return /[",\n]/.test(content) ? `"${content.replace(/"/g, '""')}"` : content;
};

function html(options: TableOptions, printed: string[][], bold: boolean[][], numeric: boolean[]): string {
  const { columns, caption, footerRows = 0, rows } = options;
  const cell = (content: string, r: number, c: number): string => {
    const inner = bold[r][c] ? `<strong>${escapeMarkup(content)}</strong>` : escapeMarkup(content);
    if (c === 0) return `<th scope="row">${inner}</th>`;
    return `<td${numeric[c] ? ' align="right"' : ''}>${inner}</td>`;
  };
  const line = (row: string[], r: number): string =>
    `<tr>${row.map((content, c) => cell(content, r, c)).join('')}</tr>\n`;
  const lines = printed.map(line);
  const body = lines.slice(0, rows.length - footerRows).join('');
  const foot = footerRows ? `<tfoot>\n${lines.slice(-footerRows).join('')}</tfoot>\n` : '';
  const head = columns
    .map((column, c) => `<th scope="col"${numeric[c] ? ' align="right"' : ''}>${escapeMarkup(column)}</th>`)
    .join('');
  return `<table class="dataframe">\n<caption>${escapeMarkup(caption)}</caption>\n<thead>\n<tr>${head}</tr>\n</thead>\n<tbody>\n${body}</tbody>\n${foot}</table>`;
}

/**
 * A table in which the best value of a column is bold, as HTML, plain text and CSV.
 *
 * @throws {OptionError} a name is unusable, or best or digits name a column that does not exist.
 * @throws {ShapeError} a row has another number of cells than there are columns.
 * @throws {NumericError} a number is not finite.
 */
export function table(options: TableOptions): Table {
  const { name, caption, columns, rows, best = {}, digits, footerRows = 0, save = true } = options;
  checkName('table', name);
  if (!(caption ?? '').trim()) throw new OptionError(`table "${name}": the caption is empty.`);
  checkRows(options);
  const digitsOf = (column: string): number | undefined => (typeof digits === 'object' ? digits[column] : digits);
  const print = (cell: Cell, c: number): string => {
    if (cell === null) return MISSING;
    if (typeof cell === 'string') return cell;
    const wanted = digitsOf(columns[c]);
    return wanted === undefined && Number.isInteger(cell) ? String(cell) : cell.toFixed(wanted ?? 3);
  };
  const printed = rows.map((row) => row.map(print));
  const bold = rows.map((row) => row.map(() => false));
  for (const [column, end] of Object.entries(best)) {
    const c = columns.indexOf(column);
    const rivals = rows
      .slice(0, rows.length - footerRows)
      .map((row, r) => (typeof row[c] === 'number' ? Number(printed[r][c]) : undefined));
    const values = rivals.filter((v): v is number => v !== undefined);
    const top = end === 'max' ? Math.max(...values) : Math.min(...values);
    rivals.forEach((value, r) => {
      bold[r][c] = value === top;
    });
  }
  const numeric = columns.map((_, c) => rows.some((row) => typeof row[c] === 'number'));
  const marked = printed.map((row, r) =>
    row.map((content, c) =>
      bold[r][c] ? `${content}*` : numeric[c] && Object.keys(best).length ? `${content} ` : content,
    ),
  );
  const note = bold.some((row) => row.includes(true)) ? '\n* best in its column' : '';
  return {
    kind: 'table',
    name,
    caption,
    columns,
    rows,
    html: html(options, printed, bold, numeric),
    text: `${caption}\n${textTable(columns, marked)}${note}`,
    csv: `${[columns, ...rows].map((row) => row.map(quote).join(',')).join('\n')}\n`,
    save,
    frame() {
      const { DataFrame } = require('danfojs-node');
      return new DataFrame(rows, { columns });
    },
  };
}
