/** Whether a path that a list names stays in the set's folder. */
import { lstatSync } from 'node:fs';
import { dirname, isAbsolute, sep } from 'node:path';
import { DataError } from '../../base';
import { isFolder, realPath } from './listing';

/** Whether a path stays in the folder that it starts from, by its letters alone: not absolute, no `..`. */
export const staysInside = (path: string): boolean =>
  !isAbsolute(path) && !/^([a-z]:|\\)/i.test(path) && !path.split(/[\\/]/).includes('..') && !path.includes('\0');

/** What to say of a path that leaves the set. */
export const leavesSet = (where: string, path: string, dir: string, list: string): DataError =>
  new DataError(
    `${where} names "${path}", which leads out of ${dir}. Expected a path in that folder; take the list as its publisher ships it, or copy the file into the set.`,
    { file: list },
  );

/**
 * Makes a test for files that exist: whether they lie in one of the folders when all links are followed. The folders themselves may
 * be links, for whoever unpacks a set onto several disks makes them; a link further in may come with the set.
 */
export function containment(roots: readonly string[]): (file: string) => boolean {
  const inside = roots.filter(isFolder).map((root) => realPath(root) + sep);
  const isInside = (path: string) => inside.some((root) => (realPath(path) + sep).startsWith(root));
  const known = new Map<string, boolean>();
  return (file) => {
    const dir = dirname(file);
    const isDirInside = known.get(dir) ?? isInside(dir);
    known.set(dir, isDirInside);
    return lstatSync(file).isSymbolicLink() ? isInside(file) : isDirInside;
  };
}
