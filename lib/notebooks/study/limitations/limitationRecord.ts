/** What was measured of Section 5's limitations, model by model: `data/results/limitations.json`, a committed file. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError, readJson } from 'borad/base';
import type { ConditionalVariance } from 'borad/theory';
import { projectStore, type RunStore, writeCompactJson } from '../experiments';
import type { ContrastDetection } from './contrastDetection';

const FORMAT = 1;

/** One trained model. */
export interface LimitationRow {
  /** The run's name. */
  hash: string;
  variant: string;
  seed: number;
  /** Steps of its training. */
  steps: number;
  contrast: ContrastDetection[];
  /** Var(f2 | f1) and Var(f2) of directions, from 0 to 1. */
  views: ConditionalVariance;
}

const fileOf = (store: RunStore) => join(dirname(store.results), 'limitations.json');

/**
 * The rows that are recorded, by steps, seed and variant; none where there is no file.
 *
 * @throws {DataError} the file is of another version.
 */
export function readLimitations(store: RunStore = projectStore()): LimitationRow[] {
  const file = fileOf(store);
  if (!existsSync(file)) return [];
  const { format, rows } = readJson<{ format: number; rows: LimitationRow[] }>(file);
  if (format === FORMAT) return rows;
  throw new DataError(
    `${file}: found format ${format}, expected ${FORMAT}. Delete the file and make it again by \`npm run limitations\`.`,
    { file },
  );
}

/** Adds a row, in the place of one with the same hash; atomic. */
export function recordLimitation(row: LimitationRow, store: RunStore = projectStore()): void {
  const others = readLimitations(store).filter(({ hash }) => hash !== row.hash);
  const rows = [...others, row].sort(
    (a, b) => a.steps - b.steps || a.seed - b.seed || a.variant.localeCompare(b.variant, 'en'),
  );
  writeCompactJson(fileOf(store), { format: FORMAT, rows });
}
