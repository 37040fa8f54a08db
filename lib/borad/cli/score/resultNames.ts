/** Names for the results of photos: those of the photos with their folders, and never one twice. */
import { extname, isAbsolute, relative, resolve, sep } from 'node:path';
import { sha256Of } from '../../base';

/** Bytes of a file's name that leave room for an ending; most file systems allow 255. */
const LONGEST = 200;

/** Two names that a file system may take for one, as many do that ignore case or the form of accents. */
export const sameName = (name: string): string => name.normalize('NFC').toLowerCase();

const isInside = (path: string): boolean => !isAbsolute(path) && path !== '..' && !path.startsWith(`..${sep}`);

/** The deepest folder that holds all of some absolute paths; on several drives each path's first part is its own. */
function commonFolder(paths: string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split(sep).slice(0, -1));
  let length = first.length;
  for (const parts of others) {
    while (length > 0 && parts.slice(0, length).join(sep) !== first.slice(0, length).join(sep)) length--;
  }
  return first.slice(0, length).join(sep) || sep;
}

/** Files of a folder of results, whose names no folder in it can have. */
const OWN = new Set(['scores.json', 'scores.jsonl', 'scores.csv', 'coco.json', 'report.html', '.lock']);

/** A path with '/' between its parts; parts too long for a file system are cut and told apart by their hash. */
function asName(path: string): string {
  const name = path
    .split(sep)
    .map((part) => part.replace(':', ''))
    .map((part) =>
      Buffer.byteLength(part) > LONGEST ? `${part.slice(0, 40)}-${sha256Of(Buffer.from(part)).slice(0, 16)}` : part,
    )
    .join('/');
  const [first = ''] = name.split('/');
  return OWN.has(sameName(first)) ? `_${name}` : name;
}

/**
 * A name for every photo: its path without the ending, from the working folder, or for photos outside of it from the folder that
 * they have in common. Of two that would share a name the second keeps its ending, or gets a number.
 *
 * @param photos Paths of the photos.
 * @param taken Names that earlier results have.
 * @returns Names with '/' between folders, in the photos' order; different even where case does not count.
 */
export function resultNames(photos: readonly string[], taken: Iterable<string> = []): string[] {
  const used = new Set([...taken].map(sameName));
  const places = photos.map((photo) => {
    const path = resolve(photo);
    return { path, fromHere: relative(process.cwd(), path) };
  });
  const elsewhere = commonFolder(places.filter(({ fromHere }) => !isInside(fromHere)).map(({ path }) => path));
  return places.map(({ path, fromHere }) => {
    const whole = isInside(fromHere) ? fromHere : relative(elsewhere, path);
    const bare = whole.slice(0, whole.length - extname(whole).length);
    let name = asName(bare);
    if (used.has(sameName(name))) name = asName(whole);
    for (let n = 2; used.has(sameName(name)); n++) name = `${asName(bare)}_${n}`;
    used.add(sameName(name));
    return name;
  });
}
