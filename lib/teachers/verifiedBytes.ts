/** Guards against files that aren't the ones a reader was written for. */
import { createHash } from 'node:crypto';
import { DataError } from '../base';

/**
 * The same bytes, once their SHA-256 is as expected.
 *
 * @param file Named in errors.
 * @param advice What to run to get the right file.
 * @throws {DataError} the hash is another.
 */
export function verifiedBytes(bytes: Uint8Array, file: string, sha256: string, advice: string): Uint8Array {
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) {
    throw new DataError(`${file} has SHA-256 ${found}, expected ${sha256}. Install it again: ${advice}`, { file });
  }
  return bytes;
}
