/** Folders of a case: what lies in them, copied, compared, made odd. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * All entries below a folder, links not followed, sorted.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function entriesOf(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(below, entry.name);
      return entry.isDirectory() ? [path, ...entriesOf(folder, path)] : [path];
    });
}

/**
 * Names, kinds and contents of all that lies in a folder, as one line per entry.
 *
 * @param {string} folder
 */
export function fingerprint(folder) {
  return entriesOf(folder).map((path) => {
    const full = join(folder, path);
    const found = lstatSync(full);
    if (found.isSymbolicLink()) return `${path} -> ${readlinkSync(full)}`;
    if (!found.isFile()) return `${path} ${found.isDirectory() ? 'folder' : 'special'}`;
    return `${path} ${createHash('sha256').update(readFileSync(full)).digest('hex')}`;
  });
}

/** @type {Record<string, (path: string) => unknown>} */
const ODD = {
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a folder': (path) => mkdirSync(path),
  'a link to itself': (path) => symlinkSync(path, path),
  'a link to nothing': (path) => symlinkSync(`${path}.gone`, path),
  'a link to the folder above': (path) => symlinkSync('..', path),
  'a link to a device': (path) => symlinkSync('/dev/zero', path),
};

/**
 * Puts something that is not a file in a place.
 *
 * @param {import('./library.mjs').Rng} rng
 * @param {string} path
 */
export function putOdd(rng, path) {
  const kinds = Object.keys(ODD);
  const what = kinds[rng.int(kinds.length)];
  rmSync(path, { recursive: true, force: true });
  ODD[what](path);
  return what;
}
