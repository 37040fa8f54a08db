/** Which folders of a category hold what: normal images, kinds of defect, masks, or something that is left out. */
import { basename, dirname, join } from 'node:path';
import type { Sample } from '../dataset';
import { flatNormals, type NormalWord, trainNormals } from './categoryForm';
import {
  foldName,
  isMaskName,
  isNormalName,
  isPerhapsMaskName,
  isTestName,
  isTrainName,
  markedAsMask,
  maskNamesOf,
} from './folderNames';
import { folders, stem } from './listing';
import { kindNamed } from './matchMasks';
import { walkImages } from './walkImages';

/** A folder of images of one kind. */
export interface KindFolder {
  /** Its path from the category's folder, with `/` on every machine. */
  path: string;
  split: Sample['split'];
  /** `good`, or the kind of defect. */
  defect: string;
}

/** A folder of masks. */
export interface MaskFolder {
  dir: string;
  /** Its path as a user would write it, from the category's folder. */
  path: string;
  /** The kind whose masks these are; undefined where folders inside tell it, or nothing does. */
  kind?: string;
}

/** Of folders of masks beside the category's folder: nothing, what lies in a folder of its name, or, of an only category, all. */
export type SharedMasks = 'none' | 'named' | 'all';

export interface CategoryPlan {
  kinds: KindFolder[];
  masks: MaskFolder[];
  /** Whether normal images for the test are taken from those to train on. */
  isHeldOut: boolean;
  /** Folders whose images are of no use, and why. */
  leftOut: { path: string; why: string }[];
  /** Folders whose own images, those that lie in no folder inside, are of no use. */
  loose: string[];
}

/** Stems of the images under a folder, in small letters. */
const stemsUnder = (dir: string): string[] => walkImages(dir).images.map(({ file }) => foldName(stem(file)));

/**
 * Whether a folder that is named as masks or as a kind of defect could be (`labels`) holds masks: folders of the kinds are
 * in it, or every image in it is named as an image of a kind.
 */
function holdsMasks(dir: string, siblings: string[]): boolean {
  const names = new Set(siblings.map((sibling) => foldName(basename(sibling))));
  if (folders(dir).some((name) => names.has(foldName(name)))) return true;
  const own = stemsUnder(dir);
  const theirs = new Set(siblings.flatMap(stemsUnder));
  return own.length > 0 && own.every((name) => maskNamesOf(name).some(({ of }) => theirs.has(of)));
}

/** Divides the folders in one into masks and kinds of defect. */
function divide(root: string, path: string): Pick<CategoryPlan, 'kinds' | 'masks'> {
  const dir = join(root, path);
  const at = (name: string) => (path ? `${path}/${name}` : name);
  const names = folders(dir).filter((name) => !isNormalName(name) && !isTrainName(name) && !isTestName(name));
  const kindOf = (name: string): string | undefined =>
    markedAsMask(name) === undefined
      ? undefined
      : kindNamed(
          name,
          names.filter((other) => foldName(other) !== foldName(name)),
        );
  const masks: MaskFolder[] = [];
  const kinds: KindFolder[] = [];
  for (const name of names) {
    const kind = kindOf(name);
    const siblings = names.filter((other) => other !== name && !isMaskName(other) && !isPerhapsMaskName(other));
    const isMasks =
      isMaskName(name) ||
      kind !== undefined ||
      (isPerhapsMaskName(name) &&
        holdsMasks(
          join(dir, name),
          siblings.map((other) => join(dir, other)),
        ));
    if (isMasks) masks.push({ dir: join(dir, name), path: at(name), kind });
    else kinds.push({ path: at(name), split: 'test', defect: name });
  }
  return { kinds, masks };
}

/** Whether a kind of defect has folders of its own that only a category has. */
export const looksLikeCategory = (dir: string): boolean =>
  folders(dir).some((name) => isNormalName(name) || isTrainName(name) || isTestName(name));

/** How a set of the same word would name a folder of normal images. */
export const usualPath = ({ path, split }: KindFolder, word: NormalWord): string =>
  path.includes('/') ? `${split}/${word}` : word;

const usualFirst = (kinds: KindFolder[], word: NormalWord): KindFolder[] => {
  const isUsual = (kind: KindFolder) => kind.path === usualPath(kind, word);
  return [...kinds.filter(isUsual), ...kinds.filter((kind) => !isUsual(kind))];
};

/**
 * Sorts the folders of a category. Normal images are those of `train` where it has a folder of them, else those beside the
 * kinds of defect.
 *
 * @param word What the category calls a normal image; of several folders of them the one of this name goes first.
 * @param shared Which masks in folders beside the category's folder may be its own.
 */
export function planCategory(root: string, word: NormalWord, shared: SharedMasks): CategoryPlan {
  const inside = folders(root);
  const flat = flatNormals(root);
  const inTrain = trainNormals(root);
  const isSplit = inTrain.length > 0 || flat.length === 0;
  const trains = inside.filter(isTrainName);
  const tests = inside.filter(isTestName);
  const leftOut: CategoryPlan['leftOut'] = [];
  const normals = isSplit ? inTrain : flat;
  const kinds: KindFolder[] = normals.map((path) => ({ path, split: 'train', defect: 'good' }));
  for (const train of trains) {
    for (const name of folders(join(root, train))) {
      const path = `${train}/${name}`;
      if (!normals.includes(path) && !isMaskName(name))
        leftOut.push({ path, why: 'training takes normal images only' });
    }
  }
  for (const path of inside.filter((name) => isNormalName(name) && !flat.includes(name)))
    leftOut.push({ path, why: 'normal images do not belong in folders for kinds of defects' });
  for (const test of tests) {
    for (const name of folders(join(root, test)).filter((one) => isTrainName(one) || isTestName(one)))
      leftOut.push({ path: `${test}/${name}`, why: 'no kind of defect has this name' });
  }
  const testGood = tests.flatMap((test) =>
    folders(join(root, test))
      .filter(isNormalName)
      .map((name): KindFolder => ({ path: `${test}/${name}`, split: 'test', defect: 'good' })),
  );
  const beside = divide(root, '');
  const tested = tests.map((test) => divide(root, test));
  if (isSplit) {
    if (inTrain.length > 0)
      for (const path of flat) leftOut.push({ path, why: `the normal images are those of ${inTrain.join(' and ')}` });
    for (const { path } of beside.kinds) leftOut.push({ path, why: 'only train, test and masks are read here' });
  }
  const defects = [...tested.flatMap((one) => one.kinds), ...(isSplit ? [] : beside.kinds)];
  const above = shared === 'none' ? [] : folders(dirname(root)).filter(isMaskName);
  const sharedMasks = above.flatMap((name): MaskFolder[] => {
    const dir = join(dirname(root), name);
    const own = folders(dir).filter((one) => foldName(one) === foldName(basename(root)));
    if (own.length === 0 && shared === 'all') return [{ dir, path: `../${name}` }];
    return own.map((one) => ({ dir: join(dir, one), path: `../${name}/${one}` }));
  });
  return {
    kinds: [...usualFirst(kinds, word), ...usualFirst(testGood, word), ...defects],
    masks: [...beside.masks, ...tested.flatMap((one) => one.masks), ...sharedMasks],
    isHeldOut: !isSplit && testGood.length === 0,
    leftOut,
    loose: ['', ...trains, ...tests],
  };
}
