/** The log that drift is looked for in: `scores.csv` of `borad score --csv`, the log of `borad serve`, or any table with their columns. */
import type * as Csv from 'csv-parse/sync';
import { z } from 'zod';
import { DataError, readFile } from '../../base';
import { DRIFT_CHANNELS, type DriftChannel, type DriftPhoto } from '../../verdicts';

/** Loaded with the first log, so that the command starts quickly. */
const csv = () => require('csv-parse/sync') as typeof Csv;

/** A number, or nothing in the cell. */
const cell = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text.trim() === '' ? undefined : Number(text)))
  .refine((value) => value === undefined || Number.isFinite(value), { error: 'is not a number' });

const rowSchema = z.object({
  category: z.string().optional(),
  nearest: z.string().optional(),
  ...(Object.fromEntries(Object.keys(DRIFT_CHANNELS).map((channel) => [channel, cell])) as Record<
    DriftChannel,
    typeof cell
  >),
});

/**
 * Reads a log: columns `score`, and as far as they are there `category`, `nearest`, `distance`, `light` and `focus`, in any order among others.
 * Rows without a score, of photos that could not be scored, are passed over. The category that counts is the nearest one.
 *
 * @param only The category of rows that name none, where the run has one only.
 * @throws {DataError} the file is no such table.
 */
export function readDriftLog(file: string, only?: string): DriftPhoto[] {
  const fail = (why: string, cause?: unknown): never => {
    throw new DataError(
      `${file} is not a log of scores: ${why}. Expected a CSV file with the columns score and category, as "borad score --csv" writes.`,
      { file, cause },
    );
  };
  let rows: Record<string, string>[] = [];
  try {
    rows = csv().parse(readFile(file), { columns: true, bom: true, skip_empty_lines: true });
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    fail((cause as Error).message.replace(/\.$/, ''), cause);
  }
  if (rows.length > 0 && !('score' in (rows[0] ?? {}))) fail('it has no column "score"');
  return rows.flatMap((row, i) => {
    const { success, data, error } = rowSchema.safeParse(row);
    if (!success) return fail(`"${error.issues[0]?.path.join('.')}" of photo ${i + 1} is not a number`);
    const { category, nearest, ...numbers } = data;
    if (numbers.score === undefined) return [];
    const known = Object.entries(numbers).filter(([, value]) => value !== undefined);
    return [{ category: nearest || category || only || '', ...Object.fromEntries(known) }];
  });
}
