/**
 * The folder that `borad score` writes: pictures, `scores.jsonl` with a line for every photo as it is done, and, at the end or after
 * a stop, `scores.json`. Only the latter says `"complete": true`, and then the lines are gone.
 */
import { existsSync, rmSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { DataError, readFile, readJson, writeFileAtomic, writeJson } from '../../base';
import type { PhotoPictures } from '../../display';
import type { Judgement, Region } from '../../verdicts';
import { appendText } from './appendText';
import { type Outputs, outputNames, type PhotoOutputs } from './outputs';

/** A photo that was scored; pictures are named from the results' folder. Of a run without limits it has no judgement. */
export interface ScoredPhoto extends Partial<Judgement> {
  image: string;
  score: number;
  heatmap: string;
  overlay: string;
  /** Numbers of the map at the photo's size, and where they lie above the limit; where they were asked for. */
  map?: string;
  mask?: string;
  /** Regions above the limit, where they were asked for. */
  regions?: Region[];
  /** Of the pictures: the photo's own, unless it is gigantic. */
  width: number;
  height: number;
  /** Mean brightness, 0 to 255, and sharpness, of the photo at the model's size; missing in results of earlier versions. */
  light?: number;
  focus?: number;
  /** Of the photo's file. */
  sha256: string;
}

/** A photo that could not be scored. */
export interface FailedPhoto {
  image: string;
  error: string;
}

/** What all scores of a folder have in common. */
export interface Scoring {
  run: string;
  /** SHA-256 of the weights. */
  weights: string;
  imageScore: string;
  /** The category that all photos were said to be of, where it was. */
  category?: string;
  colourScale: { min: number; max: number; source: string };
  /** The rule of the limits, and the beginning of a SHA-256 of them; missing where the run has none. */
  limits?: { rule: string; sha256: string };
  /** The values of black and white of 16-bit maps, where they were asked for. */
  png16?: { min: number; max: number };
}

/** What to do with results that are there. */
export type Existing = 'refuse' | 'overwrite' | 'resume';

export interface ResultsFolder {
  /** Photos that are done, by absolute path. */
  entries: Map<string, ScoredPhoto | FailedPhoto>;
  /** Names whose pictures an earlier call may have left without their line, when it was killed. */
  begun: string[];
  /** Writes a photo's pictures, then its line. */
  addScored(photo: ScoredPhoto, files: PhotoPictures & PhotoOutputs['files']): void;
  addFailed(photo: FailedPhoto): void;
  /** Whether both pictures are there, and what else is asked for. */
  hasPictures(photo: ScoredPhoto, outputs?: Outputs): boolean;
  /** Writes `scores.json`. */
  close(remaining: number): void;
}

export const isScored = (entry: ScoredPhoto | FailedPhoto): entry is ScoredPhoto => 'score' in entry;

/** What a photo's files hold, each under its name in the photo's record. */
const HOLD = ['heatmap', 'overlay', 'map', 'mask'] as const;

const files = (folder: string) => ({
  lines: join(folder, 'scores.jsonl'),
  summary: join(folder, 'scores.json'),
});

/** Names of a photo's pictures. */
export const pictureNames = (name: string) => ({ heatmap: `${name}_heatmap.png`, overlay: `${name}_overlay.png` });

/** The name that pictures were made from. */
export const nameOf = ({ heatmap }: ScoredPhoto): string => heatmap.replace(/_heatmap\.png$/, '');

/** Written before a photo's pictures. */
interface BegunPhoto {
  begun: string;
}

interface StoredResults {
  scoring: Scoring;
  entries: (ScoredPhoto | FailedPhoto)[];
  begun: string[];
}

/** The lines of a folder; one that a kill cut short is left out. */
function readLines(file: string): StoredResults {
  const [head, ...lines] = readFile(file)
    .toString('utf8')
    .split('\n')
    .filter((line, i, all) => line !== '' && i < all.length - 1)
    .map((line) => JSON.parse(line));
  const isBegun = (line: object): line is BegunPhoto => 'begun' in line;
  return {
    scoring: head as Scoring,
    entries: lines.filter((line) => !isBegun(line)),
    begun: lines.filter(isBegun).map(({ begun }) => begun),
  };
}

function readSummary(file: string): StoredResults {
  const { images, failed, ...scoring } = readJson<Scoring & { images: ScoredPhoto[]; failed: FailedPhoto[] }>(file);
  return { scoring, entries: [...images, ...failed], begun: [] };
}

/**
 * What a folder holds from earlier.
 *
 * @throws {DataError} it cannot be read.
 */
function readStored(folder: string): StoredResults | undefined {
  const { lines, summary } = files(folder);
  const file = existsSync(lines) ? lines : summary;
  if (!existsSync(file)) return undefined;
  try {
    const stored = file === lines ? readLines(lines) : readSummary(summary);
    if (!stored.scoring && stored.entries.length === 0) return undefined;
    const isSound =
      typeof stored.scoring?.colourScale?.max === 'number' &&
      stored.entries.every(({ image }) => typeof image === 'string');
    if (isSound) return stored;
  } catch {
    // Told below.
  }
  throw new DataError(
    `${file} is damaged or from another version: its scores cannot be continued. Name another folder, or replace it with --overwrite.`,
    { file },
  );
}

/** Removes what an earlier call wrote, as far as its record names it. */
function removeStored(folder: string): void {
  let stored: StoredResults | undefined;
  try {
    stored = readStored(folder);
  } catch {
    // Pictures that a damaged record does not name stay.
  }
  const pictures = (stored?.entries ?? [])
    .filter(isScored)
    .flatMap((entry) => HOLD.flatMap((held) => entry[held] ?? []));
  const { lines, summary } = files(folder);
  rmSync(summary, { force: true });
  rmSync(lines, { force: true });
  for (const name of pictures) {
    const path = resolve(folder, name);
    if (/_((heatmap|overlay|map|mask)\.png|map\.(npy|tiff))$/.test(name) && path.startsWith(join(resolve(folder), sep)))
      rmSync(path, { force: true });
  }
}

/** Whether there is something to lose: a call in which nothing could be scored leaves a record, but no results. */
function holdsResults(folder: string): boolean {
  const { lines, summary } = files(folder);
  if (existsSync(lines)) return true;
  if (!existsSync(summary)) return false;
  try {
    return readSummary(summary).entries.some(isScored);
  } catch {
    return true;
  }
}

/** Throws {DataError} if the folder holds results and nothing was said about them. */
export function checkExisting(folder: string, existing: Existing): void {
  if (existing !== 'refuse' || !holdsResults(folder)) return;
  throw new DataError(
    `${folder} already holds scores. Continue them with --resume, replace them with --overwrite, or name another folder.`,
    { file: folder },
  );
}

/** Throws {DataError} if a picture of some photos is there that no record names. */
export function checkPictures(folder: string, names: readonly string[], outputs: Outputs = {}): void {
  const found = names
    .flatMap((name) => Object.values({ ...pictureNames(name), ...outputNames(name, outputs) }))
    .find((file) => existsSync(join(folder, file)));
  if (found === undefined) return;
  throw new DataError(
    `${join(folder, found)} already exists and does not come from scoring into this folder. Name another folder, or replace it with --overwrite.`,
    { file: join(folder, found) },
  );
}

/** Throws {DataError} unless both have the same weights, image score, category, colours and limits. */
function checkSame(folder: string, stored: Scoring, asked: Scoring): void {
  const identity = ({ weights, imageScore, category, colourScale: { min, max }, limits }: Scoring) =>
    JSON.stringify([weights, imageScore, category, min, max, limits?.sha256]);
  if (identity(stored) === identity(asked)) return;
  const { min, max } = stored.colourScale;
  throw new DataError(
    `${folder} holds scores of other weights, another image score, category or colour scale, or other limits (run ${stored.run}, ${stored.imageScore}, category ${stored.category ?? 'not given'}, ${min} to ${max}, limits ${stored.limits?.rule ?? 'none'}). Name another folder, or replace them by --overwrite.`,
    { file: folder },
  );
}

/**
 * Opens a folder for results; the caller holds its lock.
 *
 * @throws {DataError} it cannot be written; it holds results and `existing` is `refuse`; with `resume`, they are of another run or colour scale.
 */
export function openResults(folder: string, scoring: Scoring, existing: Existing): ResultsFolder {
  const { lines, summary } = files(folder);
  checkExisting(folder, existing);
  if (existing === 'overwrite') removeStored(folder);
  const stored = existing === 'resume' ? readStored(folder) : undefined;
  if (stored) checkSame(folder, stored.scoring, scoring);
  const entries: ResultsFolder['entries'] = new Map();
  // What failed earlier is tried again, or is not asked for any more.
  for (const entry of stored?.entries.filter(isScored) ?? []) entries.set(resolve(entry.image), entry);
  const close = (remaining: number) => {
    const all = [...entries.values()];
    writeJson(summary, {
      ...scoring,
      complete: remaining === 0,
      ...(remaining > 0 ? { remaining } : {}),
      images: all.filter(isScored),
      failed: all.filter((entry) => !isScored(entry)),
    });
    if (remaining === 0) rmSync(lines, { force: true });
  };
  const named = new Set([...entries.values()].filter(isScored).map(nameOf));
  const begun = (stored?.begun ?? []).filter((name) => !named.has(name));
  const text = [scoring, ...begun.map((name) => ({ begun: name })), ...entries.values()]
    .map((entry) => `${JSON.stringify(entry)}\n`)
    .join('');
  writeFileAtomic(lines, text);
  // A record of earlier must not look complete while its folder is being added to.
  rmSync(summary, { force: true });
  const addLine = (line: object) =>
    appendText(lines, `${JSON.stringify(line)}\n`, 'What is done so far is kept; --resume continues.');
  const add = (entry: ScoredPhoto | FailedPhoto) => {
    addLine(entry);
    entries.set(resolve(entry.image), entry);
  };
  return {
    entries,
    begun,
    addScored(photo, bytes) {
      addLine({ begun: nameOf(photo) });
      for (const held of HOLD) {
        const [name, content] = [photo[held], bytes[held]];
        if (name !== undefined && content) writeFileAtomic(join(folder, name), content);
      }
      add(photo);
    },
    addFailed: add,
    hasPictures: (photo, outputs = {}) => {
      const wanted: Partial<Record<(typeof HOLD)[number], string>> = {
        ...pictureNames(nameOf(photo)),
        ...outputNames(nameOf(photo), outputs),
      };
      const isThere = (held: (typeof HOLD)[number], name: string) =>
        photo[held] === name && existsSync(join(folder, name));
      const hasFiles = HOLD.every((held) => wanted[held] === undefined || isThere(held, wanted[held]));
      return hasFiles && (!outputs.boxes || photo.regions !== undefined);
    },
    close,
  };
}
