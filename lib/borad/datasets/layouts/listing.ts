/** Names in folders, in an order that is the same on every machine. */
import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { DataError } from '../../base';

/** What systems, network drives and archives leave behind; never part of a set. Compared in small letters. */
const LEFTOVERS = new Set([
  '__macosx',
  '__pycache__',
  '@eadir',
  '@recycle',
  '@recently-snapshot',
  '#recycle',
  '#snapshot',
  'lost+found',
  '$recycle.bin',
  'recycler',
  'system volume information',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  'icon\r',
]);

/** Whether a name is hidden, or left behind by a system. */
export const isLeftover = (name: string): boolean => name.startsWith('.') || LEFTOVERS.has(name.toLowerCase());

export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Codes of the errors that say that nothing can be reached by a path: it is missing, or a link that leads nowhere. */
const NOTHING_THERE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

function refused(path: string, cause: unknown, what: string): DataError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const isForbidden = code === 'EACCES' || code === 'EPERM';
  return new DataError(
    `Cannot ${what} ${path}: ${isForbidden ? 'permission denied' : message}. ${
      isForbidden
        ? 'Give yourself permission to read it (chmod u+rX), or move it out of the set'
        : 'Check the disk and the name, or move it out of the set'
    }.`,
    { file: path, cause },
  );
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (cause) {
    if (NOTHING_THERE.has((cause as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw refused(path, cause, 'look at');
  }
}

/** Links are followed. Throws {DataError} where the disk forbids the look. */
export const isFolder = (path: string): boolean => statOf(path)?.isDirectory() ?? false;

/** Whether it is a regular file; links are followed. Throws {DataError} where the disk forbids the look. */
export const isFile = (path: string): boolean => statOf(path)?.isFile() ?? false;

/** Where a path leads when all links are followed. Throws {DataError}. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (cause) {
    throw refused(path, cause, 'follow');
  }
}

/** Everything in a folder but leftovers, sorted by code unit. Throws {DataError} with the folder where it cannot be listed. */
export function entriesIn(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter(({ name }) => !isLeftover(name))
      .sort((a, b) => byCodeUnit(a.name, b.name));
  } catch (cause) {
    throw refused(dir, cause, 'list the folder');
  }
}

/** What an entry of a folder is; links are followed. */
export function kindOfEntry(dir: string, entry: Dirent): 'folder' | 'file' | 'broken link' | 'special file' {
  if (entry.isDirectory()) return 'folder';
  if (entry.isFile()) return 'file';
  const stats = statOf(join(dir, entry.name));
  if (stats === undefined) return 'broken link';
  return stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'special file';
}

/** Names of the folders in a folder, leftovers excepted; none for a folder that is not there. */
export const folders = (dir: string): string[] =>
  isFolder(dir)
    ? entriesIn(dir)
        .filter((entry) => kindOfEntry(dir, entry) === 'folder')
        .map(({ name }) => name)
    : [];

/** A file's name without folder and ending. */
export const stem = (file: string): string => basename(file, extname(file));
