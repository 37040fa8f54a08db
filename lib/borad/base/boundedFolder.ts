/** A folder whose files may take so many bytes together: those that were not used for longest go first. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A file of a bounded folder. */
export interface HeldFile {
  path: string;
  bytes: number;
  /** When it was last used, by its time of modification, milliseconds. */
  used: number;
}

/**
 * Files of a folder, the least recently used first.
 *
 * @param names Names of the files that count; others are nobody's to remove.
 * @throws The system's error, where the folder cannot be read.
 */
export function heldFiles(folder: string, names: RegExp): HeldFile[] {
  return readdirSync(folder)
    .filter((name) => names.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      // Another process may just have removed it.
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats ? [{ path, bytes: stats.size, used: stats.mtimeMs }] : [];
    })
    .sort((a, b) => a.used - b.used);
}

/**
 * Removes files, the first ones first, until those that are left take no more than a number of bytes together.
 *
 * @param files Those that may go, the least recently used first.
 * @throws The system's error, where a file cannot be removed.
 */
export function removeOldest(files: readonly HeldFile[], most: number): void {
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes } of files) {
    if (total <= most) break;
    rmSync(path, { force: true });
    total -= bytes;
  }
}
