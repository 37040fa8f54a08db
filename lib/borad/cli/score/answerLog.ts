/** The log of a service: a line of CSV per photo, as `scores.csv` has it. */
import { appendFileSync, statSync } from 'node:fs';
import { checkWritable, DataError } from '../../base';
import type { Answer } from '../../serving';
import { cell } from './csv';

const COLUMNS = [
  ...['time', 'verdict', 'score', 'limit', 'category', 'categoryFrom', 'distance'],
  ...['width', 'height', 'nearest', 'light', 'focus'],
];

const lineOf = (values: readonly unknown[]): string => `${values.map(cell).join(',')}\r\n`;

/**
 * Opens a log, which may be there already and is added to.
 *
 * @returns Adds the line of an answer.
 * @throws {DataError} the file cannot be written, at once or later.
 */
export function answerLog(file: string): (answer: Answer) => void {
  checkWritable(file);
  const add = (text: string) => {
    try {
      appendFileSync(file, text);
    } catch (cause) {
      throw new DataError(`Cannot write ${file}: ${(cause as Error).message}.`, { file, cause });
    }
  };
  if (!statSync(file, { throwIfNoEntry: false })?.size) add(lineOf(COLUMNS));
  return (answer) => {
    const values: { [column: string]: unknown } = { time: new Date().toISOString(), ...answer };
    add(lineOf(COLUMNS.map((column) => values[column])));
  };
}
