/** A digest of this library's own code: what was made by one state of it is not taken for what another would make. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { VERSION } from './version';

/**
 * Rooms whose code runs when a step, a teacher or a detector is traced and written: theirs, those that they import for it, and the
 * compiler's.
 */
export const TRACED_ROOMS = [
  'base',
  'backend',
  'compile',
  'detection',
  'engine',
  'layers',
  'methods',
  'optimisation',
  'teachers',
  'training',
];

function codeFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return codeFiles(path);
      return /(?<!\.d)\.c?[jt]s$/.test(entry.name) ? [path] : [];
    });
}

let digest: string | undefined;

/**
 * The library's version and the SHA-256 of the files of `TRACED_ROOMS`; read once. Undefined where they do not lie in rooms, as in a
 * bundle: there nobody can tell one state of the code from another.
 */
export function tracedCode(): string | undefined {
  if (digest !== undefined) return digest;
  const root = dirname(__dirname);
  const vendor = join(basename(root) === 'dist' ? dirname(root) : root, 'vendor');
  const folders = [...TRACED_ROOMS.map((room) => join(root, room)), vendor];
  if (!folders.every((folder) => existsSync(folder))) return undefined;
  const hash = createHash('sha256');
  for (const file of folders.flatMap(codeFiles)) hash.update(`${file.slice(root.length)}\n`).update(readFileSync(file));
  digest = `borad ${VERSION} ${hash.digest('hex')}`;
  return digest;
}
