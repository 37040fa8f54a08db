import { appendFileSync } from 'node:fs';
import { DataError } from '../../base';

/**
 * Adds text to the end of a file, which is made where it is not there.
 *
 * @param advice Said where that fails.
 * @throws {DataError} the file cannot be written.
 */
export function appendText(file: string, text: string, advice = ''): void {
  try {
    appendFileSync(file, text);
  } catch (cause) {
    throw new DataError(`Cannot write ${file}: ${(cause as Error).message}.${advice && ` ${advice}`}`, { file, cause });
  }
}
