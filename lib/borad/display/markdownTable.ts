/** A table as Markdown. */

/** Titles and rows of a table, as text. */
export interface TableCells {
  columns: string[];
  rows: string[][];
}

export function markdownTable({ columns, rows }: TableCells): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
