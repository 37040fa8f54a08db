/**
 * The layout of Real-IAD: `realiad_jsons/<category>.json` lists the images of a category, each part from five sides;
 * `realiad_256`, `realiad_512`, `realiad_1024` and `realiad_raw` hold the same images at several sizes.
 */

import { join } from 'node:path';
import { z } from 'zod';
import { DataError, readJson, sidesOf } from '../../base';
import { leavesSet, staysInside } from './insideSet';
import { type CategoryList, entriesOf, type ListedImage } from './listed';
import { byCodeUnit, entriesIn, folders, isFolder, stem } from './listing';
import { chooseCategories, makeScan, type Scanner, type ScanRequest } from './scan';

/**
 * The lists of the unsupervised setting; `realiad_jsons_sv` (one view) and `realiad_jsons_fuiad_*` (noisy training) are
 * others.
 */
export const REAL_IAD_LISTS = 'realiad_jsons';

const IMAGES = /^realiad_(\d+|raw)$/;

const listedSchema = z.array(
  z.object({
    // Part of the samples' ids and of the folders that they may be written to.
    anomaly_class: z
      .string()
      .regex(/^(?!\.{1,2}$)[^\\/\0]+$/, 'expected a name without slashes that a folder may have'),
    image_path: z.string(),
    mask_path: z.string().nullish(),
  }),
);

const fileSchema = z.object({
  meta: z.object({ prefix: z.string(), normal_class: z.string() }),
  train: listedSchema,
  test: listedSchema,
});

/** Folders of images with their side in pixels, smallest first. */
function imageFolders(dir: string): { name: string; side: number }[] {
  return folders(dir)
    .flatMap((name) => {
      const size = IMAGES.exec(name)?.[1];
      return size ? [{ name, side: size === 'raw' ? Infinity : Number(size) }] : [];
    })
    .sort((a, b) => a.side - b.side);
}

/** The folder that holds the lists: the archive of the lists may have been unpacked into a folder of its own name. */
function listFolder(dir: string): string {
  const outer = join(dir, REAL_IAD_LISTS);
  const inner = join(outer, REAL_IAD_LISTS);
  return isFolder(inner) ? inner : outer;
}

/** Reads one category's list; nothing but the list is opened. Undefined where it cannot be used, which is reported. */
function readList(category: string, file: string, root: string, request: ScanRequest): CategoryList | undefined {
  const read = fileSchema.safeParse(readJson(file));
  if (!read.success) {
    const [{ path, message }] = read.error.issues;
    request.onProblem(
      'list',
      new DataError(
        `${file} is not a list of Real-IAD: ${path.join('.') || 'the whole'}: ${message}. Expected meta.prefix, meta.normal_class, and train and test with anomaly_class, image_path and mask_path; take the file as Real-IAD ships it.`,
        { file },
      ),
    );
    return undefined;
  }
  const { meta, train, test } = read.data;
  const folder = join(root, meta.prefix);
  if (!staysInside(meta.prefix)) {
    request.onProblem('list', leavesSet(`${file}, meta.prefix,`, meta.prefix, root, file));
    return undefined;
  }
  if (!isFolder(folder)) {
    request.onProblem(
      'category',
      new DataError(
        `${folder} is missing, but ${file} lists images in it. Unpack this category, or choose the categories that are there (data.categories).`,
        { file: folder },
      ),
    );
    return undefined;
  }
  const listed = (split: 'train' | 'test', rows: typeof train): ListedImage[] =>
    rows.flatMap(({ anomaly_class, image_path, mask_path }, i) => {
      const where = `${file}, ${split}[${i}],`;
      const outside = [image_path, mask_path ?? ''].find((path) => !staysInside(path));
      if (outside !== undefined) {
        request.onProblem('list', leavesSet(where, outside, folder, file));
        return [];
      }
      const defect = anomaly_class === meta.normal_class ? 'good' : anomaly_class;
      if (defect === 'good' && anomaly_class !== meta.normal_class) {
        request.onProblem(
          'list',
          new DataError(
            `${where} names the kind of defect "good", which would count as normal: meta.normal_class is "${meta.normal_class}". Give one of them another name.`,
            { file },
          ),
        );
        return [];
      }
      const view = /_C(\d)_/.exec(image_path)?.[1];
      // Views of a defective part that do not show the defect are normal, so that the path does not tell the kind.
      const name = image_path.split('/').with(-1, stem(image_path)).join('-');
      return {
        sample: {
          category,
          split,
          defect,
          id: `${category}/${split}/${defect}/${name}`,
          file: join(folder, image_path),
          ...(view ? { view: Number(view) } : {}),
        },
        mask: mask_path ? join(folder, mask_path) : undefined,
        where,
      };
    });
  const rows = [...listed('train', train), ...listed('test', test)];
  return { category, file, rows, roots: [join(root, '..'), root, folder] };
}

/**
 * Reads the names of Real-IAD. Of the image sizes that are there it takes the smallest that is at least as large as
 * `imageSize`, else the largest.
 */
export const scanRealIad: Scanner = (dir, request) => {
  const sizes = imageFolders(dir);
  const chosen = sizes.find(({ side }) => side >= Math.max(...sidesOf(request.imageSize))) ?? sizes.at(-1);
  if (!chosen) {
    throw new DataError(
      `${dir} holds no images of Real-IAD. Expected a folder realiad_256, realiad_512, realiad_1024 or realiad_raw; unpack one into it.`,
      { file: dir },
    );
  }
  const lists = listFolder(dir);
  const found = isFolder(lists)
    ? entriesIn(lists)
        .filter(({ name }) => name.endsWith('.json'))
        .map(({ name }) => stem(name))
        .sort(byCodeUnit)
    : [];
  if (found.length === 0) {
    throw new DataError(
      `${lists} holds no lists. Expected <category>.json, as Real-IAD ships them in realiad_jsons; unpack them there.`,
      { file: lists },
    );
  }
  const categories = chooseCategories(dir, found, request.categories);
  const root = join(dir, chosen.name);
  // Every list is read before any image is looked at.
  const read = categories.flatMap((category) => {
    const list = readList(category, join(lists, `${category}.json`), root, request);
    return list ? [list] : [];
  });
  const entries = read.flatMap((list) => entriesOf(list, request));
  const notes = [`Images are those of ${chosen.name}, lists those of ${REAL_IAD_LISTS}.`];
  return makeScan(categories, entries, notes, request);
};
