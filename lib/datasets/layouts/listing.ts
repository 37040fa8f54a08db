/** Names in folders, in an order that is the same on every machine. */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

const EXTENSIONS = new Set(['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff', '.bmp', '.gif', '.avif']);

export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Entries of a folder, hidden ones left out, sorted by code unit; links are followed. */
function list(dir: string, keep: (path: string, entry: Dirent) => boolean): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && keep(join(dir, entry.name), entry))
    .map((entry) => entry.name)
    .sort(byCodeUnit);
}

export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** Names of the folders in a folder; none for a folder that is not there. */
export const folders = (dir: string): string[] =>
  isFolder(dir) ? list(dir, (path, entry) => entry.isDirectory() || (entry.isSymbolicLink() && isFolder(path))) : [];

/** Names of the images in a folder, told by their ending; none for a folder that is not there. */
export const images = (dir: string): string[] =>
  isFolder(dir)
    ? list(
        dir,
        (path, entry) => EXTENSIONS.has(extname(entry.name).toLowerCase()) && !(entry.isDirectory() || isFolder(path)),
      )
    : [];

/** A file's name without folder and ending. */
export const stem = (file: string): string => basename(file, extname(file));
