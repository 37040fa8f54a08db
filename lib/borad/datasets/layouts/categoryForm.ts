/** Whether a folder is a category, by the names of the folders in it. */
import { join } from 'node:path';
import { isMaskName, isNormalName, isTestName, isTrainName } from './folderNames';
import { folders } from './listing';

/** What layouts of folders call a normal image. */
export type NormalWord = 'good' | 'ok' | 'normal';

const holdsTrain = (dir: string): boolean => folders(dir).some(isTrainName);

/** Whether normal images and others lie in folders of their own. */
const holdsKinds = (dir: string): boolean => {
  const inside = folders(dir).filter((name) => !isMaskName(name));
  return inside.some(isNormalName) && !inside.every(isNormalName);
};

/**
 * Folders of normal images beside the kinds of defect; a folder that holds `train`, or normal images beside others, is a category
 * of that name.
 */
export const flatNormals = (root: string): string[] =>
  folders(root).filter((name) => {
    const dir = join(root, name);
    return isNormalName(name) && !holdsTrain(dir) && !holdsKinds(dir);
  });

/** Folders of normal images in `train`, as paths from the category. */
export const trainNormals = (root: string): string[] =>
  folders(root)
    .filter(isTrainName)
    .flatMap((train) =>
      folders(join(root, train))
        .filter(isNormalName)
        .map((name) => `${train}/${name}`),
    );

/** The word that a whole category uses for its normal images; undefined where it has no folder of them. */
export function normalWord(root: string): NormalWord | undefined {
  const inTrain = trainNormals(root).map((path) => path.split('/')[1].toLowerCase());
  if (inTrain.includes('good')) return 'good';
  if (inTrain.includes('ok')) return 'ok';
  return inTrain.length > 0 || flatNormals(root).length > 0 ? 'normal' : undefined;
}

/** Whether a folder has some of a category's folders, though perhaps not those of normal images. */
export const isHalfCategory = (root: string): boolean =>
  folders(root).some((name) => isTrainName(name) || isTestName(name)) ||
  folders(root).some((name) => name.toLowerCase() === 'ground_truth');

export interface FoundCategories {
  /** Whether the folder is itself the only category. */
  isSingle: boolean;
  /** Names of the folders that are categories, whole or half; none where `isSingle`. */
  names: string[];
  /** Names of the other folders. */
  others: string[];
}

/** The categories of a folder: itself, or folders in it. A whole category goes before a half one. */
export function findCategories(dir: string): FoundCategories {
  const single = { isSingle: true, names: [], others: [] };
  if (normalWord(dir) !== undefined) return single;
  const isSplitName = (name: string) => isTrainName(name) || isTestName(name);
  const inside = folders(dir).filter((name) => !isSplitName(name) || trainNormals(join(dir, name)).length > 0);
  const whole = inside.filter((name) => normalWord(join(dir, name)) !== undefined);
  if (whole.length === 0 && isHalfCategory(dir)) return single;
  const names = inside.filter((name) => whole.includes(name) || (!isMaskName(name) && isHalfCategory(join(dir, name))));
  return { isSingle: false, names, others: folders(dir).filter((name) => !names.includes(name)) };
}
