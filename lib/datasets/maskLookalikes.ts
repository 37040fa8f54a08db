/**
 * Folders of masks that were taken for photos of a defect: the names in them are those of other images, and their pixels
 * have few values. Names are not enough, for most sets count the images of every kind from 000.
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
 * Whether a file's pixels are those of a mask: `mask` for 2 to 16 colours, or greys that are nearly all dark or bright;
 * `unclear` for a single colour and for what cannot be decoded.
 */
async function looksLike(file: string): Promise<'mask' | 'photo' | 'unclear'> {
  let data: Buffer;
  try {
    const image = (await openImage(file)).removeAlpha().toColourspace('srgb');
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
  if (colours.size <= FEW_COLOURS) return 'mask';
  if (!isGrey || bright - dark < 4 * NEAR) return 'photo';
  let near = 0;
  for (let i = 1; i < data.length; i += 3) if (data[i] - dark <= NEAR || bright - data[i] <= NEAR) near++;
  return near >= MOST * (data.length / 3) ? 'mask' : 'photo';
}

/** The images of one kind. */
interface Group {
  category: string;
  split: string;
  defect: string;
  entries: Entry[];
  names: Set<string>;
}

function groupsOf(entries: readonly Entry[]): Group[] {
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const { category, split, defect, file } = entry.sample;
    const key = `${category}/${split}/${defect}`;
    const group = groups.get(key) ?? { category, split, defect, entries: [], names: new Set() };
    groups.set(key, group);
    group.entries.push(entry);
    group.names.add(stem(file).toLowerCase());
  }
  return [...groups.values()];
}

async function areMasks({ entries }: Group): Promise<boolean> {
  const picked = [...new Set([0, entries.length - 1, entries.length >> 1])].slice(0, LOOKED_AT);
  let found = false;
  for (const i of picked) {
    const look = await looksLike(entries[i].sample.file);
    if (look === 'photo') return false;
    found ||= look === 'mask';
  }
  return found;
}

/**
 * Looks into kinds of defect that have no masks and whose files are all named as images of another kind.
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
    if (twins.length === 0 || !(await areMasks(group))) continue;
    // Where the photos are drawings, too, the pixels tell nothing.
    if (await areMasks(twins[0])) continue;
    const dir = dirname(group.entries[0].sample.file);
    const defects = twins.filter(({ defect }) => defect !== 'good').map(({ defect }) => defect);
    const of = (defects.length > 0 ? defects : ['good']).map((defect) => `${defect}/`).join(' or ');
    errors.push(
      new DataError(
        `${dir} looks like masks of the images in ${of}: the same names, and pixels of few values. As it is, its ${group.entries.length} files would count as photos of the defect "${group.defect}". Move it to masks/${defects[0] ?? '<defect>'}/ or ground_truth/${defects[0] ?? '<defect>'}/ of ${group.category}; if they are photos, give the files names of their own, such as ${group.defect}_${basename(group.entries[0].sample.file)}.`,
        { file: dir },
      ),
    );
  }
  return errors;
}
