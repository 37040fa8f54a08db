/**
 * Folders of masks that were taken for photos of a defect: their pixels have few values, and the names in them are mostly those
 * of other images. Names alone are not enough, for most sets count the images of every kind from 000.
 */
import { basename, dirname } from 'node:path';
import { DataError } from '../base';
import { foldName, maskNamesOf } from './layouts/folderNames';
import { stem } from './layouts/listing';
import type { Entry } from './layouts/scan';
import { isLike, type Look, looksOf } from './maskLooks';

/** The images of one kind in one folder, or those of them that are named as others with something after it. */
interface Group {
  category: string;
  defect: string;
  /** Equal for the images of one folder, or of folders that are looked into together. */
  place: string;
  /** The first folder. */
  dir: string;
  /** What their names have after those of the images beside them; empty for the others. */
  mark: string;
  entries: Entry[];
  names: Set<string>;
}

/** What comes after the name of an image in the same folder: `_m` of `003_m` where there is `003`. */
function markOf(name: string, names: ReadonlySet<string>): string {
  for (let end = name.length - 1; end > 0; end--) {
    const mark = name.slice(end);
    if (/^[_ .-]*[a-z]/.test(mark) && !/\d/.test(mark) && names.has(name.slice(0, end))) return mark;
  }
  return '';
}

/** Of a kind with more folders than these, such as one for each part, folders of one name are looked into together. */
const MOST_FOLDERS = 20;

/** Names that several folders have, such as `masks` in each part's; none where even these are many. */
function repeatedNames(dirs: ReadonlySet<string>): Set<string> {
  const once = new Set<string>();
  const repeated = new Set<string>();
  for (const name of [...dirs].map((dir) => basename(dir))) (once.has(name) ? repeated : once).add(name);
  return repeated.size <= MOST_FOLDERS ? repeated : new Set();
}

/** Tells images of a kind apart by folder, or by the names of folders where there are many. */
function placeIn(entries: readonly Entry[]): (entry: Entry) => string {
  const dirs = new Map<string, Set<string>>();
  const kindOf = ({ sample }: Entry) => `${sample.category}\0${sample.defect}`;
  for (const entry of entries) {
    const known = dirs.get(kindOf(entry)) ?? new Set();
    dirs.set(kindOf(entry), known.add(dirname(entry.sample.file)));
  }
  const repeated = new Map(
    [...dirs].flatMap(([kind, own]) => (own.size > MOST_FOLDERS ? [[kind, repeatedNames(own)] as const] : [])),
  );
  return (entry) => {
    const kind = kindOf(entry);
    const dir = dirname(entry.sample.file);
    const names = repeated.get(kind);
    const name = basename(dir);
    return `${kind}\0${names === undefined ? dir : names.has(name) ? name : ''}`;
  };
}

function groupsOf(entries: readonly Entry[]): Group[] {
  const namesIn = new Map<string, Set<string>>();
  for (const { sample } of entries) {
    const dir = dirname(sample.file);
    namesIn.set(dir, (namesIn.get(dir) ?? new Set()).add(foldName(stem(sample.file))));
  }
  const placeOf = placeIn(entries);
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const { category, defect, file } = entry.sample;
    const dir = dirname(file);
    const name = foldName(stem(file));
    const mark = defect === 'good' ? '' : markOf(name, namesIn.get(dir) as Set<string>);
    const place = placeOf(entry);
    const key = `${place}\0${mark}`;
    const group = groups.get(key) ?? { category, defect, place, dir, mark, entries: [], names: new Set() };
    groups.set(key, group);
    group.entries.push(entry);
    group.names.add(name.slice(0, name.length - mark.length));
  }
  return [...groups.values()];
}

const looksOfGroup = ({ entries }: Group): Promise<Look[]> => looksOf(entries.map(({ sample }) => sample.file));

/**
 * Whether a group holds masks of another: drawn beside what is not drawn, black and white beside what is not, or any drawing
 * beside photos.
 */
async function holdsMasksOf(group: Group, other: Group): Promise<boolean> {
  const looks = await looksOfGroup(group);
  if (looks.length === 0 || looks.some(isLike('photo'))) return false;
  const others = await looksOfGroup(other);
  if (others.some(isLike('photo'))) return true;
  if (others.length > 0 && looks.every(({ isDrawn }) => isDrawn) && !others.some(({ isDrawn }) => isDrawn)) return true;
  return looks.every(isLike('mask')) && others.length === 0;
}

/** Whether a group holds drawn pictures in black and white only, and the normal images of its category are photos. */
async function isBlackAndWhite(group: Group, groups: readonly Group[]): Promise<boolean> {
  const normal = groups.find(({ category, defect }) => category === group.category && defect === 'good');
  const looks = await looksOfGroup(group);
  if (normal === undefined || looks.length === 0 || !looks.every((look) => look.kind === 'mask' && look.isDrawn))
    return false;
  return (await looksOfGroup(normal)).some(isLike('photo'));
}

function lookalike({ category, defect, dir, mark, entries }: Group, of: readonly string[]): DataError {
  const { file } = entries[0].sample;
  const places = of.map((kind) => `masks/${kind}/`).join(' or ');
  const what = mark ? `${file} and all files named like it in ${dir}` : dir;
  const whose = mark ? 'the images beside them' : `the images in ${of.map((kind) => `${kind}/`).join(' or ')}`;
  const own = mark ? `${stem(file).slice(0, -mark.length)}b` : `${defect}_${stem(file)}`;
  const [seen, remedy] =
    of.length > 0
      ? [
          `${whose}: the same names, and pixels of few values`,
          `Move ${mark ? 'them' : 'it'} to ${places} of ${category}; if they are photos, give the files names of their own, such as ${own}${basename(file).slice(stem(file).length)}`,
        ]
      : [
          'images of other names: its pixels are black and white, those of the normal images are not',
          `Name each file as its image and move it to masks/<defect>/ of ${category}, or take the folder out of the set; if they are photos, give each its own mask in masks/${defect}/`,
        ];
  return new DataError(
    `${what} looks like masks of ${seen}. As things stand, ${mark ? 'these' : 'its'} ${entries.length} files would count as photos of the defect "${defect}". ${remedy}.`,
    { file: mark ? file : dir },
  );
}

/** The kinds of which a group's files are all named as images; empty where some are not, or only normal images are meant. */
function twinsOf(group: Group, groups: readonly Group[]): Group[] {
  const others = groups.filter(
    (other) =>
      other !== group &&
      other.category === group.category &&
      (group.mark ? other.place === group.place && !other.mark : true),
  );
  const named = (name: string) => others.filter(({ names }) => maskNamesOf(name).some(({ of }) => names.has(of)));
  const all = [...group.names].map(named);
  if (all.some((found) => found.length === 0)) return [];
  const first = all.find((found) => found.some(({ defect }) => defect !== 'good')) ?? [];
  // Kinds that have all the names go before those that have some.
  const whole = first.filter((other) => all.every((found) => found.includes(other)));
  return (whole.some(({ defect }) => defect !== 'good') ? whole : first).filter(({ defect }) => defect !== 'good');
}

/** The folders of masks in which there are photos: of a kind of defect, most likely, that is named as masks are. */
async function photosAsMasks(entries: readonly Entry[]): Promise<DataError[]> {
  const folders = new Map<string, string[]>();
  for (const { mask } of entries) {
    if (mask === undefined) continue;
    const files = folders.get(dirname(mask));
    if (files) files.push(mask);
    else folders.set(dirname(mask), [mask]);
  }
  const errors: DataError[] = [];
  for (const [dir, files] of folders) {
    const looks = await looksOf(files);
    if (looks.length === 0 || !looks.every(({ isScene }) => isScene)) continue;
    errors.push(
      new DataError(
        `${dir} counts as masks, but holds photos: ${files[0]} has many colours and no black background. If they are photos of a defect, rename the folder, such as faulty_${basename(dir)}; if they are meant as masks, draw them in white on black.`,
        { file: dir },
      ),
    );
  }
  return errors;
}

/**
 * Looks into the kinds of defect that have no masks: those whose files are all named as images of another kind, or as images
 * beside them, and those of black and white pictures. Looks into the folders of masks, too.
 *
 * @returns an error for each folder that holds masks, and not photos, and for each of masks that holds photos; it says where
 *   they belong.
 */
export async function maskLookalikes(entries: readonly Entry[]): Promise<DataError[]> {
  const groups = groupsOf(entries);
  const errors: DataError[] = [];
  for (const group of groups) {
    if (group.defect === 'good' || group.entries.some(({ mask }) => mask !== undefined)) continue;
    const twins = twinsOf(group, groups);
    const of = [...new Set(twins.map(({ defect }) => defect))];
    if (twins.length > 0 ? await holdsMasksOf(group, twins[0]) : await isBlackAndWhite(group, groups))
      errors.push(lookalike(group, of));
  }
  return [...errors, ...(await photosAsMasks(entries))];
}
