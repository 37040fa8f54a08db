/** What is kept of a trained and measured run of any method: its metrics, without what only BoRAD's parts can be asked for. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DataError, readJson } from '../base';
import type { Protocol } from '../evaluation';
import type { RunConfig } from '../methods';
import type { CategoryMetrics } from '../metrics';
import type { RecordedEnvironment } from '../training';
import { writeCompactJson } from './compactJson';
import { METHOD_VERSION } from './methodVersion';

/** Version of the file's form. */
export const METHOD_RUN_FORMAT = 1;

/** One run. Metrics are from 0 to 1; numbers are rounded to 5 significant digits. `variant` is the title of its row (`rowOf`): the method's, or that of the method under certain settings. */
export interface MethodRun {
  format: number;
  /** Its name: see `runHash`. */
  hash: string;
  /** METHOD_VERSION. */
  method: number;
  variant: string;
  seed: number;
  preset: string;
  config: RunConfig;
  teacher: { name: string; sha256: string };
  dataset: { name: string; categories: string[]; trainImages: number; testImages: number };
  environment: RecordedEnvironment;
  /** Wall clock, seconds: they vary from machine to machine. */
  seconds: { training: number; measuring: number };
  /** Losses by name and step; nothing where the method has no steps. */
  losses: { [name: string]: number[] };
  categories: { name: string; testImages: number; metrics: CategoryMetrics }[];
  /** Mean over the categories. */
  mean: CategoryMetrics;
  protocol: Protocol;
  /** Image scores in the order of the data set's test samples. */
  scores: number[];
}

/** The file with the results of a run. */
export function resultsIn(folder: string, hash: string): string {
  return join(folder, `${hash}.json`);
}

/** The names of the runs whose results are in a folder; none where there is no folder. */
export function hashesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'));
}

/** Writes the results of a run, atomically, and gives them as they will be read. */
export function saveResults(folder: string, run: MethodRun): MethodRun {
  return writeCompactJson(resultsIn(folder, run.hash), run);
}

/**
 * The results in a file, or undefined where it is not there.
 *
 * @param format Version of the form that they must have.
 * @throws {DataError} the file is not of this form or version, or carries another name than its run.
 */
export function loadResults<T extends Pick<MethodRun, 'format' | 'method' | 'hash'>>(
  file: string,
  hash: string,
  format: number = METHOD_RUN_FORMAT,
): T | undefined {
  if (!existsSync(file)) return undefined;
  const run = readJson<T>(file);
  if (run.format === format && run.method === METHOD_VERSION && run.hash === hash) return run;
  throw new DataError(
    `${file}: found format ${run.format}, method version ${run.method}, run ${run.hash}; expected ${format}, ${METHOD_VERSION}, ${hash}. Delete the file; the command that made it makes it again.`,
    { file },
  );
}
