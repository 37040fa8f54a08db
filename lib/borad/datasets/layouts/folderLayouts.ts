/**
 * The layouts in which folders tell category, split and kind.
 *
 * MVTec AD and MPDD: `<category>/train/good`, `<category>/test/<good or defect>`,
 * `<category>/ground_truth/<defect>/<stem>_mask.png`. BTAD says `ok` for `good`, and names a mask as its image. A folder of
 * one's own has `normal/` and beside it a folder for each kind of defect; without `train/normal` every fifth normal image is
 * held out for the test, and masks are optional. Each is read in any capitals, and with the words of the others.
 */
import { basename, join, resolve } from 'node:path';
import { DataError } from '../../base';
import { HELD_OUT, scanCategoryFolder } from './categoryFolder';
import {
  type FoundCategories,
  findCategories,
  flatNormals,
  type NormalWord,
  normalWord,
  trainNormals,
} from './categoryForm';
import { foldName, isMaskName } from './folderNames';
import { folders, realPath } from './listing';
import { chooseCategories, makeScan, type Scanner, type ScanRequest } from './scan';
import { imageCount } from './skippedNotes';
import { walkImages } from './walkImages';

/** `Good/ is read as good/ (bolt, nut).`: what was assumed in several categories is said once. */
function assumedNotes(assumed: Map<string, string[]>, isSingle: boolean): string[] {
  return [...assumed].map(([text, categories]) => (isSingle ? `${text}.` : `${text} (${categories.join(', ')}).`));
}

/** What is said of the folders that are no categories. */
function otherNotes(
  dir: string,
  { names, others }: FoundCategories,
  word: NormalWord,
  { onProblem }: Pick<ScanRequest, 'onProblem'>,
): string[] {
  const wanted = word === 'normal' ? 'normal' : `train/${word}`;
  const known = new Set(names.map(foldName));
  const isShared = (name: string) =>
    isMaskName(name) && (names.length === 1 || folders(join(dir, name)).some((own) => known.has(foldName(own))));
  const left = others.filter((name) => !isShared(name));
  return left.map((name) => {
    const { length } = walkImages(join(dir, name)).images;
    if (isMaskName(name) && length > 0)
      onProblem(
        'left out',
        new DataError(
          `${name}/ holds ${imageCount(length)} and does not say which category they are masks of. Move them to ${name}/<category>/<defect>/.`,
          { file: join(dir, name) },
        ),
      );
    return `${name}/ is not a category and is left out: there is no ${wanted} in it${length > 0 ? ` (${imageCount(length)})` : ''}.`;
  });
}

/** The categories without those that are links to another, whose images would count twice; adds a note for each. */
function withoutLinks(dir: string, categories: readonly string[], notes: string[]): string[] {
  const reals = categories.map((name) => realPath(join(dir, name)));
  // Of a folder and links to it the folder stays.
  const isLink = (i: number) => basename(reals[i]) !== categories[i];
  return categories.filter((name, i) => {
    const same = reals.flatMap((real, other) => (real === reals[i] ? [other] : []));
    const kept = same.find((other) => !isLink(other)) ?? same[0];
    if (kept !== i) notes.push(`${name}/ is a link to the same folder as ${categories[kept]}/ and is left out.`);
    return kept === i;
  });
}

const scanAs =
  (layoutWord: NormalWord): Scanner =>
  (dir, request) => {
    const inside = findCategories(dir);
    const { isSingle, names } = inside;
    const found = isSingle ? [basename(resolve(dir))] : names;
    if (found.length === 0) {
      const wanted = layoutWord === 'normal' ? layoutWord : `train/${layoutWord}`;
      throw new DataError(`${dir} holds no category. Expected ${wanted} in it, or folders that hold ${wanted}.`, {
        file: dir,
      });
    }
    const assumed = new Map<string, string[]>();
    const notes = isSingle ? [] : otherNotes(dir, inside, layoutWord, request);
    const wanted = chooseCategories(dir, found, request.categories);
    const categories = isSingle ? wanted : withoutLinks(dir, wanted, notes);
    let isHeldOut = false;
    const entries = categories.flatMap((category) => {
      const root = isSingle ? dir : join(dir, category);
      const isFlat = trainNormals(root).length === 0 && flatNormals(root).length > 0;
      // A category may say it in its own way; one without normal images lacks those of its layout.
      const own = isFlat ? 'normal' : (normalWord(root) ?? layoutWord);
      const scan = scanCategoryFolder(
        {
          root,
          category,
          word: own === 'ok' && layoutWord === 'good' ? 'good' : own,
          wantsMasks: own !== 'normal',
          prefix: isSingle ? '' : `${category}/`,
          shared: isSingle ? 'none' : found.length === 1 ? 'all' : 'named',
        },
        request,
      );
      for (const text of scan.assumed) assumed.set(text, [...(assumed.get(text) ?? []), category]);
      notes.push(...scan.notes);
      isHeldOut ||= scan.isHeldOut;
      return scan.entries;
    });
    const scan = makeScan(categories, entries, [...assumedNotes(assumed, isSingle), ...notes], request);
    if (isHeldOut)
      scan.notes.push(
        `Every ${HELD_OUT}th normal image by name is held out for the test; folders train and test override this.`,
      );
    return scan;
  };

/** Reads the names of a set in the layout of MVTec AD: a folder of categories, or one category (it holds `train`). */
export const scanMvtec: Scanner = scanAs('good');

/** Reads the names of BTAD: as MVTec AD, with `ok` for `good`; the samples say `good`. */
export const scanBtad: Scanner = scanAs('ok');

/** Reads the names of a folder of one's own: one category (it holds `normal` or `train/normal`), or a folder of such. */
export const scanPlain: Scanner = scanAs('normal');
