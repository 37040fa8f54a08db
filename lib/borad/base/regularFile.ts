/** Files that can be read to their end: a pipe named as a picture would be waited for without end. */
import { type Stats, statSync } from 'node:fs';
import { DataError } from './errors';

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe (FIFO)';
  if (stats.isSocket()) return 'a socket';
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'a device';
  return 'no regular file';
}

/**
 * Makes sure of a regular file, links followed, before anything opens it.
 *
 * @throws {DataError} it is missing, or a folder, pipe, socket or device.
 */
export function checkRegularFile(file: string): void {
  let stats: Stats;
  try {
    stats = statSync(file);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'it is missing' : code === 'ELOOP' ? 'its links form a loop' : message;
    throw new DataError(`Cannot read ${file}: ${reason}. Expected a file; check the path.`, { file, cause });
  }
  if (stats.isFile()) return;
  throw new DataError(`${file} is ${kindOf(stats)}. Expected a regular file; remove it or name another.`, { file });
}
