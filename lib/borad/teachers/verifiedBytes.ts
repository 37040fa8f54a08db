/** Guards against files that aren't the ones a reader was written for. */
import { DataError, sha256Of } from '../base';

/**
 * The same bytes, once their SHA-256 is as expected.
 *
 * @param file Named in errors.
 * @param advice What to run to get the right file.
 * @throws {DataError} the hash is another.
 */
export function verifiedBytes(bytes: Uint8Array, file: string, sha256: string, advice: string): Uint8Array {
  const found = sha256Of(bytes);
  if (found !== sha256) {
    throw new DataError(`${file} has SHA-256 ${found}, expected ${sha256}. Install it again: ${advice}`, { file });
  }
  return bytes;
}
