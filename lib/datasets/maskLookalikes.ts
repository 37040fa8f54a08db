/**
 * Folders of masks that were taken for photos of a defect: their pixels have few values, and the names in them are mostly those
 * of other images. Names alone are not enough, for most sets count the images of every kind from 000.
 */
import { basename, dirname } from 'node:path';
import { DataError } from '../base';
import { maskNamesOf } from './layouts/folderNames';
import { stem } from './layouts/listing';
import type { Entry } from './layouts/scan';
import { openImage } from './openImage';

/** Of each suspicious folder so many files are decoded at most. */
const LOOKED_AT = 3;

/** Longer side in pixels at which a file is looked at. */
const SIDE = 512;

/** More colours than these is no drawing. */
const FEW_COLOURS = 16;

/** How near to the darkest or the brightest value the pixels of a compressed mask lie, and how many of them. */
const NEAR = 24;
const MOST = 0.97;

/**
 * What a file's pixels are those of. `mask`: greys of which nearly all are black or white, and both occur; `drawing`: 2 to 16
 * colours, or greys that are nearly all dark or bright; `unclear`: a single colour, or what cannot be decoded.
 */
type Look = 'mask' | 'drawing' | 'photo' | 'unclear';

async function looksLike(file: string): Promise<Look> {
  let data: Buffer;
  try {
    const image = (await openImage(file)).image.removeAlpha().toColourspace('srgb');
    data = await image
      .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true, kernel: 'nearest', fastShrinkOnLoad: false })
      .raw({ depth: 'uchar' })
      .toBuffer();
  } catch {
    // Reading the sample says what is wrong with it.
    return 'unclear';
  }
  const colours = new Set<number>();
  let [dark, bright] = [255, 0];
  let isGrey = true;
  for (let i = 0; i + 2 < data.length; i += 3) {
    const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
    if (colours.size <= FEW_COLOURS) colours.add((r << 16) | (g << 8) | b);
    dark = Math.min(dark, g);
    bright = Math.max(bright, g);
    isGrey &&= Math.max(r, g, b) - Math.min(r, g, b) <= NEAR;
  }
  if (colours.size === 1) return 'unclear';
  let near = 0;
  for (let i = 1; i < data.length; i += 3) if (data[i] - dark <= NEAR || bright - data[i] <= NEAR) near++;
  const isTwoToned = isGrey && bright - dark >= 4 * NEAR && near >= MOST * (data.length / 3);
  if (isTwoToned && dark <= NEAR && bright >= 255 - NEAR) return 'mask';
  return isTwoToned || colours.size <= FEW_COLOURS ? 'drawing' : 'photo';
}

/** The images of one kind. */
interface Group {
  category: string;
  defect: string;
  entries: Entry[];
  names: Set<string>;
}

function groupsOf(entries: readonly Entry[]): Group[] {
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const { category, defect, file } = entry.sample;
    const key = `${category}/${defect}`;
    const group = groups.get(key) ?? { category, defect, entries: [], names: new Set() };
    groups.set(key, group);
    group.entries.push(entry);
    group.names.add(stem(file).toLowerCase());
  }
  return [...groups.values()];
}

/** The looks of a few images of a kind, up to the first photo. */
async function looksOf({ entries }: Group): Promise<Set<Look>> {
  const looks = new Set<Look>();
  for (const i of new Set([0, entries.length - 1, entries.length >> 1].slice(0, LOOKED_AT))) {
    looks.add(await looksLike(entries[i].sample.file));
    if (looks.has('photo')) break;
  }
  return looks;
}

/** Whether a kind holds masks of another: black and white beside what is not, or any drawing beside photos. */
async function holdsMasksOf(kind: Group, other: Group): Promise<boolean> {
  const looks = await looksOf(kind);
  if (looks.has('photo') || !(looks.has('mask') || looks.has('drawing'))) return false;
  const others = await looksOf(other);
  return others.has('photo') || (!looks.has('drawing') && !others.has('mask') && !others.has('drawing'));
}

/** Whether a kind holds black and white pictures only, and the normal images of its category are photos. */
async function isBlackAndWhite(kind: Group, groups: readonly Group[]): Promise<boolean> {
  const normal = groups.find(({ category, defect }) => category === kind.category && defect === 'good');
  const looks = await looksOf(kind);
  if (normal === undefined || looks.size !== 1 || !looks.has('mask')) return false;
  return (await looksOf(normal)).has('photo');
}

function lookalike({ category, defect, entries }: Group, of: readonly string[]): DataError {
  const { file } = entries[0].sample;
  const dir = dirname(file);
  const places = of.map((kind) => `masks/${kind}/`).join(' or ');
  const [seen, remedy] =
    of.length > 0
      ? [
          `the images in ${of.map((kind) => `${kind}/`).join(' or ')}: the same names, and pixels of few values`,
          `Move it to ${places} of ${category}; if they are photos, give the files names of their own, such as ${defect}_${basename(file)}`,
        ]
      : [
          'images of other names: its pixels are black and white, those of the normal images are not',
          `Name each file as its image and move it to masks/<defect>/ of ${category}, or take the folder out of the set`,
        ];
  return new DataError(
    `${dir} looks like masks of ${seen}. As it is, its ${entries.length} files would count as photos of the defect "${defect}". ${remedy}.`,
    { file: dir },
  );
}

/**
 * Looks into the kinds of defect that have no masks: those whose files are all named as images of another kind, and those of
 * black and white pictures.
 *
 * @returns an error for each kind that holds masks, and not photos; it says where masks belong.
 */
export async function maskLookalikes(entries: readonly Entry[]): Promise<DataError[]> {
  const groups = groupsOf(entries);
  const errors: DataError[] = [];
  for (const group of groups) {
    if (group.defect === 'good' || group.entries.some(({ mask }) => mask !== undefined)) continue;
    const namesAre = ({ names }: Group) =>
      [...group.names].every((name) => maskNamesOf(name).some(({ of }) => names.has(of)));
    const twins = groups.filter((other) => other !== group && other.category === group.category && namesAre(other));
    const of = twins.map(({ defect }) => defect).filter((defect) => defect !== 'good');
    if (
      of.length > 0
        ? await holdsMasksOf(group, twins.find(({ defect }) => defect !== 'good') as Group)
        : await isBlackAndWhite(group, groups)
    )
      errors.push(lookalike(group, of));
  }
  return errors;
}
