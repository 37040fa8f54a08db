/**
 * The layout of VisA: `split_csv/1cls.csv` lists every image with its object, split, label and mask; paths are relative
 * to the set's folder, such as `candle/Data/Images/Normal/0000.JPG`.
 */
import { join } from 'node:path';
import type * as Csv from 'csv-parse/sync';
import { DataError, readFile } from '../../base';
import { leavesSet, staysInside } from './insideSet';
import { entriesOf, type ListedImage } from './listed';
import { byCodeUnit, isFolder, stem } from './listing';
import { chooseCategories, makeScan, type Scanner } from './scan';

/** Loaded with the first list, so that importing borad stays quick. */
const csv = () => require('csv-parse/sync') as typeof Csv;

/** The list of the one-class split, in which training images are normal. */
export const VISA_LIST = 'split_csv/1cls.csv';

const COLUMNS = ['object', 'split', 'label', 'image', 'mask'] as const;

type Row = Record<(typeof COLUMNS)[number], string>;

function readRows(file: string): Row[] {
  const text = readFile(file).toString('utf8');
  let rows: Row[];
  try {
    rows = csv().parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true });
  } catch (cause) {
    throw new DataError(`${file} is not a table of comma-separated values: ${(cause as Error).message}.`, {
      file,
      cause,
    });
  }
  const header = Object.keys(rows[0] ?? {});
  if (COLUMNS.some((column) => !header.includes(column))) {
    throw new DataError(
      `${file} has the columns ${header.join(', ') || '(none, or no rows)'}. Expected ${COLUMNS.join(', ')} and one row per image; take the file as VisA ships it.`,
      { file },
    );
  }
  return rows;
}

/** Reads the names of VisA. The kind of every defect is `anomaly`: the list names no other. */
export const scanVisa: Scanner = (dir, request) => {
  const list = join(dir, VISA_LIST);
  const lists = new Map<string, ListedImage[]>();
  readRows(list).forEach(({ object, split, label, image, mask }, i) => {
    // The header is line 1.
    const where = `${list}, line ${i + 2},`;
    if (!object || !image || (split !== 'train' && split !== 'test') || (label !== 'normal' && label !== 'anomaly')) {
      request.onProblem(
        'list',
        new DataError(
          `${where} reads object "${object}", split "${split}", label "${label}", image "${image}". Expected an object, train or test, normal or anomaly, and a path.`,
          { file: list },
        ),
      );
      return;
    }
    const outside = [object, image, mask].find((path) => !staysInside(path));
    if (outside !== undefined || object === '.' || /[\\/]/.test(object)) {
      request.onProblem('list', leavesSet(where, outside ?? object, dir, list));
      return;
    }
    const defect = label === 'normal' ? 'good' : label;
    const own = lists.get(object) ?? [];
    lists.set(object, own);
    own.push({
      sample: {
        category: object,
        split,
        defect,
        id: `${object}/${split}/${defect}/${stem(image)}`,
        file: join(dir, image),
      },
      mask: mask ? join(dir, mask) : undefined,
      where,
    });
  });
  const categories = chooseCategories(dir, [...lists.keys()].sort(byCodeUnit), request.categories);
  const entries = categories.flatMap((category) => {
    if (isFolder(join(dir, category))) {
      const rows = lists.get(category) as ListedImage[];
      return entriesOf({ category, file: list, rows, roots: [dir, join(dir, category)] }, request);
    }
    request.onProblem(
      'category',
      new DataError(
        `${join(dir, category)} is missing, but ${list} lists images in it. Unpack the whole set, or choose the categories that are there (data.categories).`,
        { file: join(dir, category) },
      ),
    );
    return [];
  });
  return makeScan(categories, entries, [], request);
};
