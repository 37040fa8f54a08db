/** Looks like a number as tables print it, with a mark after it or not. */
const NUMBER = '[-+−]?\\d[\\d.]*(e[-+]?\\d+)?%?\\*?';
const NUMERIC = new RegExp(`^\\s*(${NUMBER}([/±\\s]+(${NUMBER}|–))*|–)[* ]?$`);

/**
 * A table as plain text: columns as wide as their content, numbers to the right, words to the left.
 *
 * @param rows cells as printed; numbers are turned into text as they are.
 */
export function textTable(columns: string[], rows: (string | number)[][]): string {
  const cells = rows.map((row) => row.map(String));
  const right = columns.map((_, c) => cells.length > 0 && cells.every((row) => NUMERIC.test(row[c])));
  const widths = columns.map((column, c) => Math.max(column.length, ...cells.map((row) => row[c].length)));
  const line = (row: string[]): string =>
    row
      .map((cell, c) => (right[c] ? cell.padStart(widths[c]) : cell.padEnd(widths[c])))
      .join('  ')
      .trimEnd();
  return [line(columns), widths.map((w) => '-'.repeat(w)).join('  '), ...cells.map(line)].join('\n');
}
