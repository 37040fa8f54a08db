/** The log of a service: a line of CSV per photo, in the columns of `scores.csv`. */
import { closeSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as Csv from 'csv-parse/sync';
import { checkWritable, DataError, makeFolder } from '../../base';
import type { Answer } from '../../serving';
import { appendText } from './appendText';
import { csvLine, csvLineOf, LOG_COLUMNS } from './columns';

/** Loaded for a log that is there already, so that the command starts quickly. */
const csv = () => require('csv-parse/sync') as typeof Csv;

export interface AnswerLog {
  /** Adds the line of an answer. Throws {DataError} the file cannot be written any more. */
  add(answer: Answer): void;
  /** What its user should know of a log that is continued. */
  notes: string[];
}

/** Longer than any line of a log, bytes. */
const LINE = 65_536;

/** The first line of a file with its end, and how many bytes its whole lines have; files may be larger than memory. */
function linesOf(file: string, size: number): { first: Buffer; whole: number } {
  const fd = openSync(file, 'r');
  try {
    const part = (from: number): Buffer => {
      const bytes = Buffer.alloc(Math.min(LINE, size - from));
      return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, from));
    };
    const [head, start] = [part(0), Math.max(0, size - LINE)];
    return { first: head.subarray(0, head.indexOf('\n') + 1), whole: start + part(start).lastIndexOf('\n') + 1 };
  } finally {
    closeSync(fd);
  }
}

/** The columns of a log that is there. Throws {DataError} where it is none. */
function columnsOf(file: string, first: Buffer): string[] {
  const fail = (cause?: unknown): never => {
    throw new DataError(
      `${file} is there already and is no log of "borad serve": its first line names no column "score". Name another file.`,
      { file, cause },
    );
  };
  let names: string[] = [];
  try {
    [names = []] = csv().parse(first, { bom: true }) as string[][];
  } catch (cause) {
    fail(cause);
  }
  return names.includes('score') ? names : fail();
}

/**
 * Opens a log. One that is there already is added to, in its own columns: those of earlier versions are fewer. A line that a power cut
 * has left unended is removed.
 *
 * @throws {DataError} the file cannot be written, or is something else than a log.
 */
export function answerLog(file: string): AnswerLog {
  checkWritable(file);
  const notes: string[] = [];
  let columns: readonly string[] = LOG_COLUMNS;
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats?.size) {
    const { first, whole } = linesOf(file, stats.size);
    columns = columnsOf(file, first);
    const missing = LOG_COLUMNS.filter((name) => !columns.includes(name));
    if (missing.length > 0)
      notes.push(
        `${file} was begun without the columns ${missing.join(', ')}, and is continued without them. Name another file to have them.`,
      );
    if (whole < stats.size) {
      truncateSync(file, whole);
      notes.push(`the last line of ${file} was cut short and is removed.`);
    }
  } else {
    makeFolder(dirname(file));
    appendText(file, csvLine(LOG_COLUMNS));
  }
  return {
    notes,
    add: (answer) => appendText(file, csvLineOf({ time: new Date().toISOString(), ...answer }, columns)),
  };
}
