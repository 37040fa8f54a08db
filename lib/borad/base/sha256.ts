/** SHA-256, in hexadecimal digits. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { DataError } from './errors';
import { checkRegularFile } from './regularFile';

/** Of bytes in memory. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Of a file, which is read piece by piece. Throws {DataError} when it cannot be read. */
export async function sha256OfFile(file: string): Promise<string> {
  checkRegularFile(file);
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch (cause) {
    throw new DataError(`Cannot read ${file}: ${(cause as Error).message}.`, { file, cause });
  }
  return hash.digest('hex');
}
