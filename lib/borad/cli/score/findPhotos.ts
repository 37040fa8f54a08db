/** The photos that the arguments of `borad score` mean: files, folders and globs, which not every shell expands. */
import { existsSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { byCodeUnit, endingOf, isLeftover, isReadEnding, skippedText } from '../../datasets';
import type { FailedPhoto } from './resultsFolder';

export interface FoundPhotos {
  /** Paths as the arguments begin them, each file once, in the order of the arguments. */
  photos: string[];
  /** Arguments and folders that gave nothing, and why. */
  failed: FailedPhoto[];
  /** What was left out of folders and globs, one sentence each. */
  notes: string[];
}

const isWindows = process.platform === 'win32';

/** What lies at a path; nothing for a link that leads nowhere or in circles. */
function kindOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** What has been met so far, over all arguments. */
interface Search {
  photos: Map<string, string>;
  failed: FailedPhoto[];
  seen: Set<string>;
  /** Files that are no images by their ending, or no files, and what they are. */
  skipped: { file: string; what: string }[];
  /** Pictures of results that were passed by, each once. */
  passed: Set<string>;
  /** Real path of the folder of the results. */
  results: string;
  /** By folder, whether it is one of results or lies below one. */
  resultFolders: Map<string, boolean>;
}

/** What tells one photo from another: a linked folder's photos are those of the folder, a link to a photo is a photo of its own. */
const keyOf = (photo: string): string => join(realpathSync(dirname(photo)), basename(photo));

function add(search: Search, photo: string): void {
  const key = keyOf(photo);
  if (!search.photos.has(key)) search.photos.set(key, photo);
}

/** What tells a folder of results from others. */
const RECORDS = ['scores.json', 'scores.jsonl'];

/** Whether a folder (real path) is that of the results or of earlier ones, or lies below one. */
function holdsResults(search: Search, folder: string): boolean {
  const known = search.resultFolders.get(folder);
  if (known !== undefined) return known;
  const above = dirname(folder);
  const holds =
    folder === search.results ||
    RECORDS.some((name) => existsSync(join(folder, name))) ||
    (above !== folder && holdsResults(search, above));
  search.resultFolders.set(folder, holds);
  return holds;
}

/** Earlier results are pictures too, which nobody means to score. */
const isResult = (search: Search, path: string): boolean =>
  /_((heatmap|overlay|map|mask)\.png|map\.tiff)$/i.test(path) && holdsResults(search, realpathSync(dirname(path)));

const isBelow = (folder: string, above: string): boolean =>
  folder === above || folder.startsWith(above.endsWith(sep) ? above : above + sep);

/** Adds a file that was met, not named: only if it is an image by its ending. */
function addMet(search: Search, path: string): void {
  const kind = kindOf(path);
  if (RECORDS.includes(basename(path))) return;
  if (!kind) search.skipped.push({ file: path, what: 'broken link' });
  else if (!kind.isFile()) search.skipped.push({ file: path, what: 'special file' });
  else if (!isReadEnding(path)) search.skipped.push({ file: path, what: endingOf(path) || 'no ending' });
  else if (isResult(search, path)) search.passed.add(keyOf(path));
  else add(search, path);
}

/** Adds a file by its name, whatever it is, unless it is a result that may be replaced: a shell names those, too, for `*.png`. */
function addNamed(search: Search, path: string): void {
  const isOwn = isBelow(realpathSync(dirname(path)), search.results);
  if (isOwn && RECORDS.includes(basename(path))) return;
  if (isOwn && isResult(search, path)) search.passed.add(keyOf(path));
  else add(search, path);
}

/** Adds the images of a folder and its sub-folders by name; links are followed, each folder is entered once. */
function walk(search: Search, folder: string): void {
  let names: string[];
  try {
    const real = realpathSync(folder);
    if (search.seen.has(real)) return;
    search.seen.add(real);
    names = readdirSync(folder).filter((name) => !isLeftover(name));
  } catch (error) {
    search.failed.push({ image: folder, error: `Cannot read the folder: ${(error as Error).message}.` });
    return;
  }
  for (const name of names.sort(byCodeUnit)) {
    const path = join(folder, name);
    if (kindOf(path)?.isDirectory()) walk(search, path);
    else addMet(search, path);
  }
}

/**
 * A pattern as the folder that it begins with, which may hold glob characters itself (`photos (1)`), and the rest.
 *
 * @returns The folder, empty for the working folder, and what is to be matched below it.
 */
function splitPattern(pattern: string): { folder: string; rest: string } {
  const parts = (isWindows ? pattern.replaceAll('\\', '/') : pattern).split('/');
  let folder = '';
  while (parts.length > 1) {
    const next = folder + (parts[0] === '' ? '/' : `${parts[0]}/`);
    if (!kindOf(next)?.isDirectory()) break;
    folder = next;
    parts.shift();
  }
  return { folder, rest: parts.join('/') };
}

async function expand(search: Search, pattern: string): Promise<number> {
  const { folder, rest } = splitPattern(pattern);
  const found = await glob(rest, {
    cwd: folder || '.',
    expandDirectories: false,
    caseSensitiveMatch: !isWindows,
  });
  const before = search.photos.size;
  let known = 0;
  for (const path of found.sort(byCodeUnit).map((name) => join(folder, name))) {
    if (search.photos.has(keyOf(path))) known++;
    else addMet(search, path);
  }
  return search.photos.size - before + known;
}

/** Adds what one argument means, or says why it means nothing. */
async function addArgument(search: Search, argument: string): Promise<void> {
  const kind = kindOf(argument);
  const fail = (error: string) => search.failed.push({ image: argument, error });
  if (kind?.isFile()) addNamed(search, argument);
  else if (kind?.isDirectory()) {
    const [photos, failed] = [search.photos.size, search.failed.length];
    const isNew = !search.seen.has(realpathSync(argument));
    walk(search, argument);
    if (isNew && search.photos.size === photos && search.failed.length === failed)
      fail('No image in this folder or below it, apart from those already named and results of scoring.');
  } else if (kind) fail('Neither a file nor a folder.');
  else if (!isDynamicPattern(argument)) fail('No such file or folder.');
  else if ((await expand(search, argument)) === 0) fail('No image matches, apart from results of scoring.');
}

/**
 * Finds the photos to score. A file that exists is taken as it is named, whatever characters its name holds and whatever its
 * ending; folders give the images in them and below, globs those that match. Hidden files and results of scoring are left out.
 *
 * @param results Folder that the results go to.
 */
export async function findPhotos(given: readonly string[], results: string): Promise<FoundPhotos> {
  const search: Search = {
    photos: new Map(),
    failed: [],
    seen: new Set(),
    skipped: [],
    passed: new Set(),
    results: kindOf(results) ? realpathSync(results) : resolve(results),
    resultFolders: new Map(),
  };
  for (const argument of given) await addArgument(search, argument);
  const { skipped, passed, photos, failed } = search;
  if (photos.size === 0 && failed.length === 0)
    failed.push({ image: given[0] ?? '', error: 'Is a result of scoring in --out. Name a photo, or another --out.' });
  const notes: string[] = [];
  if (skipped.length > 0) notes.push(`${skippedText(skipped)}.`);
  if (passed.size > 0) notes.push(`Results of scoring were skipped (${passed.size}).`);
  return { photos: [...photos.values()], failed, notes };
}
