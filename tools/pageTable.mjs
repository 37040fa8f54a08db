/** Parts of pages that commands write, between marks: `<!-- NAME:start -->` and `<!-- NAME:end -->`. */
import { readFileSync } from 'node:fs';
import { UsageError, writeAtomic } from './notebooks/notebookFile.mjs';

/**
 * Where a part begins and ends in a text.
 *
 * @param {string} text
 * @param {string} name
 * @param {string} file that the error names
 * @throws {UsageError} the marks are not there.
 */
function placeOf(text, name, file) {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new UsageError(`${file}: expected ${start} and, below it, ${end}.`);
  return { from: from + start.length, to };
}

/**
 * The text with the content between the marks of a name.
 *
 * @param {string} text
 * @param {string} name
 * @param {string} content
 * @param {string} file that the error names
 * @throws {UsageError} the marks are not there.
 */
export function withContent(text, name, content, file) {
  const { from, to } = placeOf(text, name, file);
  return `${text.slice(0, from)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

/**
 * Rows as a Markdown table.
 *
 * @param {string[][]} rows the first is the head
 */
export const markdownRows = ([head = [], ...rows]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');

/**
 * The text with rows in the table of a name: a row takes the place of the one that has the same key, so that what was measured
 * again on another day stands beside what was not. Sorted by key; each row ends with its day.
 *
 * @param {string} text
 * @param {string} name
 * @param {string[][]} measured the first row is the head, without the day
 * @param {{ keyOf: (row: string[]) => string, day: string, file: string }} options
 */
export function withRows(text, name, [head = [], ...rows], { keyOf, day, file }) {
  const { from, to } = placeOf(text, name, file);
  const before = text
    .slice(from, to)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) => line.slice(2, -2).split(' | '));
  const all = new Map([...before, ...rows.map((row) => [...row, day])].map((row) => [keyOf(row), row]));
  const sorted = [...all].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })).map(([, row]) => row);
  return withContent(text, name, markdownRows([[...head, 'measured'], ...sorted]), file);
}

/**
 * Writes rows into the table of a page.
 *
 * @param {string} file
 * @param {string} name
 * @param {string[][]} measured the first row is the head
 * @param {(row: string[]) => string} keyOf
 */
export function recordRows(file, name, measured, keyOf) {
  const day = new Date().toISOString().slice(0, 10);
  writeAtomic(file, withRows(readFileSync(file, 'utf8'), name, measured, { keyOf, day, file }));
}
