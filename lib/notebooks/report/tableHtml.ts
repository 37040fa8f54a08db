import { escapeMarkup } from './escapeMarkup';
import type { Piece } from './tableCell';
import type { Mark } from './tableMarks';

/** A piece as HTML, the best bold, the second best underlined where that is wanted. */
export function markup(piece: Piece, mark: Mark, second: boolean): string {
  const content = escapeMarkup(piece.text);
  if (mark === 'best') return `<strong>${content}</strong>`;
  return mark === 'second' && second ? `<u>${content}</u>` : content;
}

/** The table as HTML with header cells; `cells` are markup already. */
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
  return `<table class="dataframe">\n<caption>${escapeMarkup(caption)}</caption>\n<thead>\n<tr>${head}</tr>\n</thead>\n<tbody>\n${body}</tbody>\n${foot}</table>`;
}
