/** Which layout a folder has, by the names of the folders in it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../../base';
import { findCategories, normalWord } from './categoryForm';
import { isReadEnding } from './endings';
import { scanBtad, scanMvtec, scanPlain } from './folderLayouts';
import { isPerhapsNormalName } from './folderNames';
import { entriesIn, folders, isFolder } from './listing';
import { AD2_TEST, scanMvtecAd2 } from './mvtecAd2';
import { LOCO_TEST, scanMvtecLoco } from './mvtecLoco';
import { REAL_IAD_LISTS, scanRealIad } from './realIad';
import type { LayoutName, Scanner } from './scan';
import { scanVisa, VISA_LIST } from './visa';

/** How the names of each layout are read. */
export const SCANNERS: Record<LayoutName, Scanner> = {
  mvtec: scanMvtec,
  'mvtec-loco': scanMvtecLoco,
  'mvtec-ad-2': scanMvtecAd2,
  btad: scanBtad,
  visa: scanVisa,
  'real-iad': scanRealIad,
  plain: scanPlain,
};

/** What a folder of each layout holds, in words. */
const EXPECTED: Record<LayoutName, string> = {
  mvtec: 'MVTec AD, MPDD: <category>/train/good, <category>/test/<defect>, <category>/ground_truth/<defect>',
  'mvtec-loco': `MVTec LOCO: <category>/train/good, <category>/${LOCO_TEST}, <category>/ground_truth/<kind>/<image>`,
  'mvtec-ad-2': `MVTec AD 2: <category>/train/good, <category>/${AD2_TEST}/bad, <category>/${AD2_TEST}/ground_truth/bad`,
  btad: 'BTAD: <category>/train/ok, <category>/test/ok, <category>/test/ko, <category>/ground_truth/ko',
  visa: `VisA: ${VISA_LIST} and <category>/Data/Images`,
  'real-iad': `Real-IAD: ${REAL_IAD_LISTS}/<category>.json and one of realiad_256, realiad_512, realiad_1024, realiad_raw`,
  plain: 'your own: normal, and a folder for each kind of defect; or folders that each hold those',
};

/** Sets in MVTec's layout, distinguished by their categories. */
const MVTEC_SETS: Record<string, readonly string[]> = {
  'MVTec AD': [
    'bottle',
    'cable',
    'capsule',
    'carpet',
    'grid',
    'hazelnut',
    'leather',
    'metal_nut',
    'pill',
    'screw',
    'tile',
    'toothbrush',
    'transistor',
    'wood',
    'zipper',
  ],
  MPDD: ['bracket_black', 'bracket_brown', 'bracket_white', 'connector', 'metal_plate', 'tubes'],
};

const TITLES: Record<Exclude<LayoutName, 'mvtec'>, string> = {
  'mvtec-loco': 'MVTec LOCO',
  'mvtec-ad-2': 'MVTec AD 2',
  btad: 'BTAD',
  visa: 'VisA',
  'real-iad': 'Real-IAD',
  plain: 'folder of images',
};

export interface Layout {
  layout: LayoutName;
  /**
   * The set in words: `MPDD` where all categories are those of MPDD; `set in the layout of MVTec AD` where nobody's.
   */
  title: string;
}

function titleOf(layout: LayoutName, dir: string): string {
  if (layout !== 'mvtec') return TITLES[layout];
  const { names } = findCategories(dir);
  const known = Object.entries(MVTEC_SETS).find(
    ([, categories]) => names.length > 0 && names.every((name) => categories.includes(name)),
  );
  return known?.[0] ?? 'set in the layout of MVTec AD';
}

function recognised(dir: string): LayoutName | undefined {
  const inside = folders(dir);
  const here = [dir, ...inside.map((name) => join(dir, name))];
  const anyHolds = (...path: string[]) => here.some((folder) => isFolder(join(folder, ...path)));
  // VisA before its list is unpacked is still VisA: opening it then says that the list is missing.
  if (existsSync(join(dir, VISA_LIST)) || anyHolds('Data', 'Images')) return 'visa';
  if (inside.some((name) => name === REAL_IAD_LISTS || /^realiad_(\d+|raw)$/.test(name))) return 'real-iad';
  if (anyHolds(LOCO_TEST)) return 'mvtec-loco';
  if (anyHolds(AD2_TEST)) return 'mvtec-ad-2';
  const { isSingle, names } = findCategories(dir);
  const words = (isSingle ? [dir] : names.map((name) => join(dir, name))).map(normalWord);
  if (words.includes('good')) return 'mvtec';
  if (words.includes('ok')) return 'btad';
  if (words.includes('normal')) return 'plain';
  // Half a category: opening it says which folder is missing.
  return words.length > 0 ? 'mvtec' : undefined;
}

/** A few names of a folder's entries, for a message. */
function seenIn(dir: string): string {
  const names = entriesIn(dir).map(({ name }) => name);
  if (names.length === 0) return 'nothing';
  return `${names.slice(0, 8).join(', ')}${names.length > 8 ? ` and ${names.length - 8} more` : ''}`;
}

/**
 * Tells a folder's layout. Only names are read, two folders deep.
 *
 * @throws {DataError} not a folder; or no layout fits: the message says what was seen and what each layout expects.
 */
export function layoutOf(dir: string): Layout {
  const expected = Object.values(EXPECTED)
    .map((line) => `\n  ${line}`)
    .join('');
  if (!isFolder(dir)) {
    throw new DataError(
      `${dir} is not a folder. Expected a folder of images in one of the layouts of data/README.md:${expected}`,
      {
        file: dir,
      },
    );
  }
  const layout = recognised(dir);
  if (layout) return { layout, title: titleOf(layout, dir) };
  const deeper = folders(dir).find((name) => recognised(join(dir, name)));
  const normal = folders(dir).find(isPerhapsNormalName);
  const hasPhotos = entriesIn(dir).some(({ name }) => isReadEnding(name));
  const meant = deeper
    ? `Did you mean ${join(dir, deeper)}? `
    : normal
      ? `Did you mean normal for ${normal}? Rename it. `
      : '';
  const loose = hasPhotos && !meant ? `Put normal images into ${join(dir, 'normal')}. ` : '';
  throw new DataError(
    `${dir} holds no category of a known layout; it holds ${seenIn(dir)}. ` +
      `${meant}${loose}Expected one of the layouts of data/README.md:${expected}`,
    { file: dir },
  );
}
