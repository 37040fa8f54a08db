/** All images under a folder, and what was passed over on the way. */
import { dirname, extname, join } from 'node:path';
import { endingOf, isReadEnding } from './endings';
import { byCodeUnit, entriesIn, isFolder, kindOfEntry, realPath } from './listing';

/** An image under a folder. */
export interface FoundImage {
  file: string;
  /** Its path from the folder without the ending, with `/` on every machine: `day 1/003`. */
  key: string;
}

/** A file that is no image that can be read. */
export interface SkippedFile {
  file: string;
  /** Its ending, `no ending`, or what else it is: `broken link`. */
  what: string;
}

export interface Walk {
  /** Sorted by path. */
  images: FoundImage[];
  skipped: SkippedFile[];
  /** Folders inside that `enter` refused, as paths. */
  refused: string[];
  /** Paths of the folders inside that hold images, from the folder. */
  inside: string[];
}

export interface WalkOptions {
  /** Called with the name of each folder inside; false leaves it alone. */
  enter?: (name: string) => boolean;
  /** Real paths of folders that a link inside must not lead to. */
  closed?: ReadonlySet<string>;
}

/** The real paths of a folder and of all that it lies in. */
function withAncestors(dir: string): string[] {
  const path = realPath(dir);
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...withAncestors(parent)];
}

/**
 * Walks a folder with everything in it; one that is not there holds nothing. Links are followed, but each folder is read once,
 * and none that the walked one lies in.
 *
 * @throws {DataError} a folder cannot be listed.
 */
export function walkImages(dir: string, { enter = () => true, closed = new Set() }: WalkOptions = {}): Walk {
  const walk: Walk = { images: [], skipped: [], refused: [], inside: [] };
  if (!isFolder(dir)) return walk;
  const visited = new Set(withAncestors(dir).slice(1));
  const visit = (folder: string, path: string): void => {
    const real = realPath(folder);
    if (visited.has(real) || (path !== '' && closed.has(real))) {
      walk.skipped.push({ file: folder, what: 'linked folder that is read elsewhere' });
      return;
    }
    visited.add(real);
    const before = walk.images.length;
    const deeper: string[] = [];
    for (const entry of entriesIn(folder)) {
      const { name } = entry;
      const file = join(folder, name);
      const kind = kindOfEntry(folder, entry);
      if (kind === 'folder') deeper.push(name);
      else if (kind !== 'file') walk.skipped.push({ file, what: kind });
      else if (!isReadEnding(name)) walk.skipped.push({ file, what: endingOf(name) || 'no ending' });
      else walk.images.push({ file, key: `${path}${name.slice(0, name.length - extname(name).length)}` });
    }
    if (path && walk.images.length > before) walk.inside.push(path.slice(0, -1));
    for (const name of deeper) {
      if (enter(name)) visit(join(folder, name), `${path}${name}/`);
      else walk.refused.push(join(folder, name));
    }
  };
  visit(dir, '');
  walk.images.sort((a, b) => byCodeUnit(a.file, b.file));
  return walk;
}
