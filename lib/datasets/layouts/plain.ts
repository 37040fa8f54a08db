/**
 * A folder of one's own: `normal/`, and beside it a folder a kind of defect. With `train/` and `test/` in it the split
 * is the folder's own, else every fifth normal image is held out. Masks are optional.
 */
import { basename, join, resolve } from 'node:path';
import { DataError } from '../../base';
import type { Sample } from '../dataset';
import { folders, images, isFolder, stem } from './listing';
import { chooseCategories, type Entry, type Scanner, type ScanRequest } from './scan';

const NORMAL = 'normal';
const MASKS = 'masks';

/** Of the normal images by name, one in so many is kept for the test: the fifth, the tenth, and so on. */
const HELD_OUT = 5;

interface Kind {
  category: string;
  split: Sample['split'];
  defect: string;
  dir: string;
  /** Where masks of this kind may lie besides beside the images. */
  masks: string[];
}

/** The images of one folder; `<stem>_mask.*` beside the image of a defect is its mask and no image. */
function scanKind({ category, split, defect, dir, masks }: Kind, { onProblem }: ScanRequest): Entry[] {
  const names = images(dir);
  const maskOf = new Map<string, string>();
  if (defect !== 'good') {
    for (const folder of masks) for (const name of images(folder)) maskOf.set(stem(name), join(folder, name));
    const stems = new Set(names.map(stem));
    for (const name of names) {
      const key = stem(name);
      if (key.endsWith('_mask') && stems.has(key.slice(0, -'_mask'.length))) maskOf.set(key, join(dir, name));
    }
  }
  const taken = new Set(maskOf.values());
  const seen = new Map<string, string>();
  return names.flatMap((name): Entry[] => {
    const file = join(dir, name);
    if (taken.has(file)) return [];
    const key = stem(name);
    if (seen.has(key)) {
      onProblem(
        'same name',
        new DataError(`${file} and ${seen.get(key)} share the name "${key}". Rename or remove one.`, { file }),
      );
      return [];
    }
    seen.set(key, file);
    const mask = maskOf.get(`${key}_mask`) ?? maskOf.get(key);
    const sample = { category, split, defect, id: `${category}/${split}/${defect}/${key}`, file };
    return [mask || defect === 'good' ? { sample, mask } : { sample: { ...sample, unmasked: true } }];
  });
}

/** The kinds of defect in a folder, by name. */
const defectsOf = (dir: string, apart: string[] = []): string[] =>
  folders(dir).filter((name) => name !== NORMAL && name !== MASKS && !apart.includes(name));

function scanCategory(root: string, category: string, request: ScanRequest): Entry[] {
  const isSplit = isFolder(join(root, 'train', NORMAL));
  const normal = isSplit ? join(root, 'train', NORMAL) : join(root, NORMAL);
  const kindOf = (dir: string, split: Sample['split'], defect: string): Kind => ({
    category,
    split,
    defect,
    dir,
    masks: [join(root, MASKS, defect), join(root, 'test', MASKS, defect)],
  });
  const train = scanKind(kindOf(normal, 'train', 'good'), request);
  if (train.length === 0) {
    request.onProblem(
      'category',
      new DataError(
        `${normal} ${isFolder(normal) ? 'is empty' : 'is missing'}: the category ${category} has no normal images to train on. Put images into ${NORMAL}/.`,
        { file: normal },
      ),
    );
  }
  if (isSplit) {
    const test = join(root, 'test');
    const good = scanKind(kindOf(join(test, NORMAL), 'test', 'good'), request);
    return [
      ...train,
      ...good,
      ...defectsOf(test).flatMap((defect) => scanKind(kindOf(join(test, defect), 'test', defect), request)),
    ];
  }
  const isHeldOut = (i: number) => i % HELD_OUT === HELD_OUT - 1;
  const heldOut = train
    .filter((_, i) => isHeldOut(i))
    .map(({ sample }): Entry => {
      const id = `${category}/test/good/${stem(sample.file)}`;
      return { sample: { ...sample, split: 'test', id } };
    });
  const defects = defectsOf(root).flatMap((defect) => scanKind(kindOf(join(root, defect), 'test', defect), request));
  return [...train.filter((_, i) => !isHeldOut(i)), ...heldOut, ...defects];
}

function unmaskedNote(category: string, entries: Entry[]): string[] {
  const defective = entries.map(({ sample }) => sample).filter((s) => s.category === category && s.defect !== 'good');
  const without = defective.filter(({ unmasked }) => unmasked);
  if (without.length === 0) return [];
  return [
    `${category}: ${without.length} of ${defective.length} defective images have no mask, the first is ${without[0].file}: no pixel metrics for this category.`,
  ];
}

/** Whether a folder is a category of this layout. */
export const isPlainCategory = (dir: string): boolean =>
  isFolder(join(dir, NORMAL)) || isFolder(join(dir, 'train', NORMAL));

/**
 * Reads the names of a folder of one's own: one category (it holds `normal` or `train/normal`), or a folder of such.
 */
export const scanPlain: Scanner = (dir, request) => {
  const single = isPlainCategory(dir);
  const found = single ? [basename(resolve(dir))] : folders(dir).filter((name) => isPlainCategory(join(dir, name)));
  if (found.length === 0)
    throw new DataError(`${dir} holds no category. Expected a folder ${NORMAL} in it, or folders that hold one.`, {
      file: dir,
    });
  const categories = chooseCategories(dir, found, request.categories);
  const entries = categories.flatMap((category) => scanCategory(single ? dir : join(dir, category), category, request));
  const notes = categories.flatMap((category) => unmaskedNote(category, entries));
  const isCut = categories.some((category) => !isFolder(join(single ? dir : join(dir, category), 'train', NORMAL)));
  if (isCut)
    notes.push(
      `Every ${HELD_OUT}th normal image by name is held out for the test; folders train and test decide otherwise.`,
    );
  return { categories, entries, notes };
};
