/** One category whose folders tell split and kind: the samples in it, their masks, and what is said of the rest. */
import { join, sep } from 'node:path';
import { DataError } from '../../base';
import type { NormalWord } from './categoryForm';
import {
  type CategoryPlan,
  type KindFolder,
  looksLikeCategory,
  planCategory,
  type SharedMasks,
  usualPath,
} from './categoryPlan';
import { endingFacts, endingOf } from './endings';
import { foldName, isPerhapsNormalName, isTrainName, maskNamesOf } from './folderNames';
import { kindImages } from './kindImages';
import { folders, realPath, stem } from './listing';
import { masksIn, matchMasks } from './matchMasks';
import type { Entry, ScanRequest } from './scan';
import { imageCount, lostPhotos, skippedNote, skippedText } from './skippedNotes';
import { type FoundImage, type SkippedFile, walkImages } from './walkImages';

/** Of the normal images by name, one in so many is kept for the test: the fifth, the tenth, and so on. */
export const HELD_OUT = 5;

export interface CategoryFolder {
  root: string;
  category: string;
  /** What the layout calls a normal image. */
  word: NormalWord;
  /** Whether the layout wants a mask for each defective image. */
  wantsMasks: boolean;
  /** Before each path in a note: empty where the folder is the whole set. */
  prefix: string;
  /** Which masks beside the category's folder may be its own. */
  shared: SharedMasks;
}

/** A category's samples and what a user should know. */
export interface CategoryScan {
  entries: Entry[];
  notes: string[];
  /** What was assumed of folders' names, from the category on: the same sentence may hold for many categories. */
  assumed: string[];
  isHeldOut: boolean;
}

const isPicture = (name: string): boolean => endingFacts(endingOf(name)).isPicture;

/** Names, but not more than a few. */
const few = (names: readonly string[]): string =>
  names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;

/** What is said of the files that are of no use, as notes and, where photos are among them, as problems. */
class Remarks {
  readonly notes: string[] = [];

  constructor(
    private readonly folder: CategoryFolder,
    private readonly request: ScanRequest,
  ) {}

  skipped(path: string, files: readonly SkippedFile[]): void {
    const name = `${this.folder.prefix}${path}`;
    const dir = join(this.folder.root, path);
    this.notes.push(...skippedNote(name, files));
    const lost = lostPhotos(name, dir, files);
    if (lost) this.request.onProblem('left out', lost);
  }

  leftOut(path: string, count: number, why: string): void {
    if (count === 0) return;
    const name = path || this.folder.category;
    const text = `${path ? this.folder.prefix : ''}${name}/: ${imageCount(count)} left out: ${why}.`;
    this.notes.push(text);
    this.request.onProblem('left out', new DataError(text, { file: join(this.folder.root, path) }));
  }
}

/** Tells that there is nothing to train on. */
function noTraining({ root, category, word }: CategoryFolder, train: KindFolder[], request: ScanRequest): void {
  const report = (message: string, file: string) => request.onProblem('category', new DataError(message, { file }));
  const [first] = train;
  const normal = join(root, first?.path ?? (word === 'normal' ? word : `train/${word}`));
  if (first === undefined && word !== 'normal') {
    const trains = folders(root).filter(isTrainName);
    const flat = trains.find((name) => walkImages(join(root, name), { enter: () => false }).images.length > 0);
    report(
      `${root} has no folder train/${word}. ${flat ? `Move the images of ${flat}/ into ${flat}/${word}/. ` : ''}Expected the layout train/${word}, test/<defect>, ground_truth/<defect>.`,
      root,
    );
    return;
  }
  const { skipped } = walkImages(normal);
  const empty = skipped.length > 0 ? `holds no image that is read (${skippedText(skipped)})` : 'is empty';
  const state = first === undefined ? 'is missing' : empty;
  const remedy = word === 'normal' ? `Put images into ${word}/.` : 'Add images or remove the category.';
  report(`${normal} ${state}: the category ${category} has no normal images to train on. ${remedy}`, normal);
}

/** Reads the folders of normal images and of defects; ids of a second folder of one kind name the folder. */
function readKinds(folder: CategoryFolder, plan: CategoryPlan, remarks: Remarks, request: ScanRequest) {
  const used = new Set<string>();
  const reals = plan.kinds.map(({ path }) => realPath(join(folder.root, path)));
  const closed = new Set(reals);
  return plan.kinds.flatMap((kind, i) => {
    const dir = join(folder.root, kind.path);
    const same = plan.kinds[reals.indexOf(reals[i])];
    if (same !== kind) {
      remarks.notes.push(`${folder.prefix}${kind.path}/ is a link to ${same.path}/ and is left out.`);
      return [];
    }
    if (`${realPath(folder.root)}${sep}`.startsWith(`${reals[i]}${sep}`)) {
      remarks.notes.push(`${folder.prefix}${kind.path}/ is a link to a folder that it lies in and is left out.`);
      return [];
    }
    if (kind.defect !== 'good' && isPerhapsNormalName(kind.defect)) {
      request.onProblem(
        'category',
        new DataError(
          `${dir} could hold normal images, but would count as the kind of defect "${kind.defect}". Move normal images into ${plan.kinds.find(({ defect }) => defect === 'good')?.path ?? folder.word}/; rename the folder if they are defective, such as ${kind.defect}_defect.`,
          { file: dir },
        ),
      );
      return [];
    }
    if (kind.defect !== 'good' && looksLikeCategory(dir)) {
      request.onProblem(
        'category',
        new DataError(
          `${dir} lies among the kinds of defect of ${folder.category} and holds folders as a category does. Move it beside ${folder.root}, or rename the folders in it.`,
          { file: dir },
        ),
      );
      return [];
    }
    const read = kindImages(folder.root, kind, closed, request);
    const group = `${folder.category}/${kind.split}/${kind.defect}`;
    const start = used.has(group) ? `${group}/${kind.path}` : group;
    used.add(group);
    remarks.skipped(kind.path, read.skipped);
    if (kind.defect === 'good') {
      for (const { path, dir: masks } of read.maskFolders) {
        const { length } = walkImages(masks).images;
        if (length > 0)
          remarks.notes.push(
            `${folder.prefix}${path}/ is left out: masks of normal images (${length}) are not needed.`,
          );
      }
      if (read.beside.length > 0)
        remarks.notes.push(
          `${folder.prefix}${kind.path}/: ${imageCount(read.beside.length)} left out: named as masks of the images beside them.`,
        );
    }
    if (read.inside.length > 0)
      remarks.notes.push(`${folder.prefix}${kind.path}/: the folders inside are read as well (${few(read.inside)}).`);
    return [{ kind, read, idOf: ({ key }: FoundImage) => `${start}/${key}` }];
  });
}

/**
 * Mask folders in other places than the usual ones are an assumption that is reported; so are masks that serve no image, as a problem
 * where some defective image lacks its mask, or where they may be the photos of a defect.
 */
function maskNotes(
  { root, prefix }: CategoryFolder,
  folders: { path: string; files: string[] }[],
  used: ReadonlySet<string>,
  entries: readonly Entry[],
  request: ScanRequest,
): { notes: string[]; assumed: string[] } {
  const normal = new Set(
    entries.filter(({ sample }) => sample.defect === 'good').map(({ sample }) => foldName(stem(sample.file))),
  );
  const isOfNormal = (file: string) => maskNamesOf(foldName(stem(file))).some(({ of }) => normal.has(of));
  const defective = entries.filter(({ sample }) => sample.defect !== 'good');
  const areMissed = defective.length === 0 || defective.some(({ mask }) => mask === undefined);
  const notes: string[] = [];
  const assumed: string[] = [];
  for (const { path, files } of folders) {
    const unused = files.filter((file) => !used.has(file));
    if (files.length > unused.length && !/^(masks|ground_truth)$/.test(path))
      assumed.push(`Masks are taken from ${path}/`);
    if (unused.length === 0) continue;
    const told = `${prefix}${path}/: ${unused.length} of ${files.length} masks belong to no defective image, the first is `;
    notes.push(`${told}${unused[0]}.`);
    const stray = unused.find((file) => !isOfNormal(file));
    if (areMissed && stray !== undefined)
      request.onProblem(
        'left out',
        new DataError(
          `${told}${stray}. Name each mask as its image, such as 003_mask.png for 003.png; if they are photos of a defect, rename the folder.`,
          { file: join(root, path) },
        ),
      );
  }
  return { notes, assumed };
}

/** Tells of folders of normal images whose names are not the usual ones. */
function assumedNames(plan: CategoryPlan, word: NormalWord): string[] {
  return plan.kinds.flatMap((kind) => {
    const usual = usualPath(kind, word);
    return kind.defect !== 'good' || usual === kind.path ? [] : [`${kind.path}/ is read as ${usual}/`];
  });
}

function reportMissing(
  { root, word }: CategoryFolder,
  kind: KindFolder,
  image: FoundImage,
  request: ScanRequest,
): void {
  const truth = join(root, 'ground_truth', kind.defect, image.key);
  request.onProblem(
    'missing mask',
    new DataError(
      `${image.file} has no mask. Expected ${truth}_mask.png or ${truth}.png; add it, or move the image out of ${kind.path}${
        word === 'normal' ? '' : ', or do without pixel metrics'
      }.`,
      { file: image.file },
    ),
  );
}

/** Of normal images that are not divided, every fifth goes to the test. */
function holdOut(train: Entry[], category: string): Entry[] {
  const isHeldOut = (i: number) => i % HELD_OUT === HELD_OUT - 1;
  const start = `${category}/train/good/`;
  const heldOut = train
    .filter((_, i) => isHeldOut(i))
    .map(({ sample }): Entry => {
      const id = `${category}/test/good/${sample.id.slice(start.length)}`;
      return { sample: { ...sample, split: 'test', id } };
    });
  return [...train.filter((_, i) => !isHeldOut(i)), ...heldOut];
}

/** Reads the names of one category. */
export function scanCategoryFolder(folder: CategoryFolder, request: ScanRequest): CategoryScan {
  const { root, category, word } = folder;
  const plan = planCategory(root, word, folder.shared);
  const remarks = new Remarks(folder, request);
  const kinds = readKinds(folder, plan, remarks, request);
  const defects = kinds.filter(({ kind }) => kind.defect !== 'good');
  const defective = defects.flatMap(({ kind: { defect }, read }) =>
    read.images.map(({ file, key }) => ({ file, key, defect })),
  );
  const maskFolders = [...plan.masks, ...defects.flatMap(({ read }) => read.maskFolders)].map((masks) => ({
    path: masks.path,
    ...masksIn(
      masks,
      defects.map(({ kind }) => kind.defect),
    ),
  }));
  for (const { path, skipped } of maskFolders) remarks.skipped(path, skipped);
  const beside = defects.flatMap(({ read }) => read.beside);
  const { maskOf, unclear } = matchMasks(defective, [...maskFolders.flatMap(({ masks }) => masks), ...beside], request);
  const entries = kinds.map(({ kind, read, idOf }) =>
    read.images.map((image): Entry => {
      const { split, defect } = kind;
      const sample = { category, split, defect, id: idOf(image), file: image.file };
      const mask = maskOf.get(image.file);
      if (defect === 'good' || mask !== undefined) return { sample, mask };
      if (folder.wantsMasks) reportMissing(folder, kind, image, request);
      return { sample: { ...sample, unmasked: true } };
    }),
  );
  const train = entries.filter((_, i) => kinds[i].kind.split === 'train').flat();
  const test = entries.filter((_, i) => kinds[i].kind.split === 'test').flat();
  if (train.length === 0)
    noTraining(
      folder,
      plan.kinds.filter(({ split }) => split === 'train'),
      request,
    );
  for (const { path, why } of plan.leftOut) remarks.leftOut(path, walkImages(join(root, path)).images.length, why);
  for (const path of plan.loose) {
    const dir = join(root, path);
    const own = walkImages(dir, { enter: () => false });
    const count = own.images.length + own.skipped.filter(({ file }) => isPicture(file)).length;
    remarks.leftOut(path, count, 'outside the folders for kinds of defects');
  }
  const masks = maskNotes(
    folder,
    maskFolders.map((one) => ({ path: one.path, files: one.masks.map(({ file }) => file) })),
    new Set([...maskOf.values(), ...unclear]),
    entries.flat(),
    request,
  );
  return {
    entries: [...(plan.isHeldOut ? holdOut(train, category) : train), ...test],
    notes: [...remarks.notes, ...masks.notes],
    assumed: [...assumedNames(plan, word), ...masks.assumed],
    isHeldOut: plan.isHeldOut,
  };
}
