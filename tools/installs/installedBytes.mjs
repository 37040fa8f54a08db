import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The bytes of all files below a folder, each counted once where several names are links to it; links to folders are not followed.
 *
 * @param {string} folder
 */
export function installedBytes(folder) {
  const sizes = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { dev, ino, size } = lstatSync(join(entry.parentPath, entry.name));
    sizes.set(`${dev} ${ino}`, size);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
