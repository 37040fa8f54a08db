/** The file that `borad evaluate --json` names. */
import { statSync } from 'node:fs';
import { checkWritable, DataError, OptionError, readJson } from '../base';

/** Whether a file holds an evaluation, whole or of an earlier version. */
function holdsEvaluation(file: string): boolean {
  try {
    const found = readJson<{ categories?: unknown; mean?: unknown } | null>(file);
    return Array.isArray(found?.categories) && typeof found?.mean === 'object';
  } catch {
    return false;
  }
}

/**
 * Checks the file before anything is measured: that takes long, and scores of single images are only there.
 *
 * @throws {OptionError} the name is empty.
 * @throws {DataError} it cannot be written, or holds something else than an earlier evaluation.
 */
export function checkEvaluationFile(file: string): void {
  if (file === '') throw new OptionError('borad evaluate: --json needs the name of a file.');
  checkWritable(file);
  const old = statSync(file, { throwIfNoEntry: false });
  if (!old?.isFile() || old.size === 0 || holdsEvaluation(file)) return;
  throw new DataError(`${file} already exists and holds no evaluation. Name another file for --json, or move it.`, {
    file,
  });
}
