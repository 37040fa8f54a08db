/** The paper's own tables, as they lie in `data/paper/`. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from 'borad/base';
import { projectFolder } from './projectFolder';

/** One row: numbers where the cell is one, else text. */
export interface PaperRow {
  [column: string]: string | number;
}

/**
 * The rows of one table of the paper.
 *
 * @param name File name without `.csv`: `table07_parameters`.
 * @throws {DataError} there is no such table; the message lists those there are.
 */
export async function paperTable(name: string): Promise<PaperRow[]> {
  const folder = join(projectFolder(), 'data', 'paper');
  const file = join(folder, `${name}.csv`);
  if (!existsSync(file)) {
    const known = existsSync(folder) ? readdirSync(folder).map((entry) => entry.replace(/\.csv$/, '')) : [];
    throw new DataError(`There is no table ${file}. Known: ${known.sort().join(', ') || 'none'}.`, { file });
  }
  // Loaded here: danfo takes a second, which only readers of these tables should pay.
  const { readCSV, toJSON } = require('danfojs-node');
  return toJSON(await readCSV(file)) as PaperRow[];
}
