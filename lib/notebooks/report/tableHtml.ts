import { escapeMarkup } from './escapeMarkup';
import type { Piece } from './tableCell';
import type { Mark } from './tableMarks';

/** A piece as HTML, the best bold, the second best underlined where that is wanted. */
export function markup(piece: Piece, mark: Mark, second: boolean): string {
  const content = escapeMarkup(piece.text);
  if (mark === 'best') return `<strong>${content}</strong>`;
  return mark === 'second' && second ? `<u>${content}</u>` : content;
}

/** Letters beside each other, with the space around cells, that a printed page of stock nbconvert takes. */
const PRINTED_LETTERS = 80;
/** For paper only: what reaches over a page is cut there, while a screen scrolls. */
const SMALL_PRINT = '<style>@media print { table.many-columns { font-size: 65%; } }</style>\n';

/** How many letters a table is wide at the least: lines break between words and at hyphens, so the longest word of a column decides. */
function narrowest(rows: string[][]): number {
  const longest = (cell: string): number =>
    Math.max(
      ...cell
        .replace(/<[^>]*>/g, '')
        .replace(/&\w+;/g, 'x')
        .split(/[\s-]+/)
        .map((word) => word.length),
    );
  const columns = rows[0]?.keys() ?? [];
  return Array.from(columns, (c) => 2 + Math.max(...rows.map((row) => longest(row[c])))).reduce((a, b) => a + b, 0);
}

/** The table as HTML with header cells; `cells` are markup already. A wide one is printed smaller. */
export function htmlOf(
  caption: string,
  columns: string[],
  cells: string[][],
  numeric: boolean[],
  footerRows: number,
): string {
  const line = (row: string[]): string =>
    `<tr>${row
      .map((inner, c) =>
        c === 0 ? `<th scope="row">${inner}</th>` : `<td${numeric[c] ? ' align="right"' : ''}>${inner}</td>`,
      )
      .join('')}</tr>\n`;
  const lines = cells.map(line);
  const body = lines.slice(0, lines.length - footerRows).join('');
  const foot = footerRows ? `<tfoot>\n${lines.slice(-footerRows).join('')}</tfoot>\n` : '';
  const head = columns
    .map((column, c) => `<th scope="col"${numeric[c] ? ' align="right"' : ''}>${escapeMarkup(column)}</th>`)
    .join('');
  const isWide = narrowest([columns.map(escapeMarkup), ...cells]) > PRINTED_LETTERS;
  return `${isWide ? `${SMALL_PRINT}<table class="dataframe many-columns">` : '<table class="dataframe">'}\n<caption>${escapeMarkup(caption)}</caption>\n<thead>\n<tr>${head}</tr>\n</thead>\n<tbody>\n${body}</tbody>\n${foot}</table>`;
}
