/** The photos that the arguments of `borad score` mean: files, folders and globs, which not every shell expands. */
import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
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
  /** Folders and pictures of results that were passed by. */
  passedResults: number;
  results: string;
}

/** What tells one photo from another: a linked folder's photos are those of the folder, a link to a photo is a photo of its own. */
const keyOf = (photo: string): string => join(realpathSync(dirname(photo)), basename(photo));

function add(search: Search, photo: string): void {
  const key = keyOf(photo);
  if (!search.photos.has(key)) search.photos.set(key, photo);
}

/** Earlier results are pictures too, which nobody means to score. */
const holdsResults = (names: string[]): boolean => names.includes('scores.json') || names.includes('scores.jsonl');

const isResult = (search: Search, path: string): boolean =>
  resolve(path).startsWith(search.results + sep) && /_(heatmap|overlay)\.png$/i.test(path);

/** Adds a file that was met, not named: only if it is an image by its ending. */
function addMet(search: Search, path: string): void {
  const kind = kindOf(path);
  if (!kind) search.skipped.push({ file: path, what: 'broken link' });
  else if (!kind.isFile()) search.skipped.push({ file: path, what: 'special file' });
  else if (!isReadEnding(path)) search.skipped.push({ file: path, what: endingOf(path) || 'no ending' });
  else add(search, path);
}

/** Adds the images of a folder and its sub-folders by name; links are followed, each folder is entered once. */
function walk(search: Search, folder: string, isArgument: boolean): void {
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
  if (resolve(folder) === search.results || (!isArgument && holdsResults(names))) {
    search.passedResults++;
    return;
  }
  for (const name of names.sort(byCodeUnit)) {
    const path = join(folder, name);
    if (kindOf(path)?.isDirectory()) walk(search, path, false);
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
  const inResults = (path: string) => resolve(path).startsWith(search.results + sep);
  let known = 0;
  for (const path of found.sort(byCodeUnit).map((name) => join(folder, name))) {
    if (inResults(path)) search.passedResults++;
    else if (search.photos.has(keyOf(path))) known++;
    else addMet(search, path);
  }
  return search.photos.size - before + known;
}

/** Adds what one argument means, or says why it means nothing. */
async function addArgument(search: Search, argument: string): Promise<void> {
  const kind = kindOf(argument);
  const fail = (error: string) => search.failed.push({ image: argument, error });
  if (kind?.isFile() && isResult(search, argument))
    fail('Is named as a result in --out, which may replace it. Name another --out.');
  else if (kind?.isFile()) add(search, argument);
  else if (kind?.isDirectory()) {
    const [photos, failed] = [search.photos.size, search.failed.length];
    const isNew = !search.seen.has(realpathSync(argument));
    walk(search, argument, true);
    if (isNew && search.photos.size === photos && search.failed.length === failed)
      fail('No image in this folder or below it that is not named already.');
  } else if (kind) fail('Neither a file nor a folder.');
  else if (!isDynamicPattern(argument)) fail('No such file or folder.');
  else if ((await expand(search, argument)) === 0) fail('No image matches.');
}

/**
 * Finds the photos to score. A file that exists is taken as it is named, whatever characters its name holds and whatever its
 * ending; folders give the images in them and below, globs those that match. Hidden files and the folder of the results are left out.
 *
 * @param results Folder that the results go to.
 */
export async function findPhotos(given: readonly string[], results: string): Promise<FoundPhotos> {
  const search: Search = {
    photos: new Map(),
    failed: [],
    seen: new Set(),
    skipped: [],
    passedResults: 0,
    results: resolve(results),
  };
  for (const argument of given) await addArgument(search, argument);
  const { skipped, passedResults } = search;
  const notes: string[] = [];
  if (skipped.length > 0) notes.push(`${skippedText(skipped)}.`);
  if (passedResults > 0) notes.push(`Results of scoring were passed by (${passedResults}).`);
  return { photos: [...search.photos.values()], failed: search.failed, notes };
}
