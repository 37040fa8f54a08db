import { DataError } from 'borad/base';

/** A row as it was read from one of the paper's tables. */
export interface RawRow {
  [column: string]: string | number | null;
}

/** One method on one category, or on a whole data set where the category is empty. Percent; null where the table has no number. */
export interface PaperEntry {
  dataset: string;
  category: string;
  method: string;
  values: Record<string, number | null>;
}

/** Name of the rows of Tables 11 to 14 that hold means over the categories. */
export const MEAN_CATEGORY = 'Mean';

/**
 * Rows of Table 1 or of Tables 11 to 14 as entries; every column but data set, category and method is a value.
 *
 * @throws {DataError} a row has no data set or method, or names the same method, category and data set twice.
 */
export function paperEntries(rows: RawRow[]): PaperEntry[] {
  const seen = new Set<string>();
  return rows.map((row, i) => {
    const { dataset, category, method, ...rest } = row;
    if (!dataset || !method) {
      throw new DataError(`paperEntries: row ${i + 1} has no dataset or no method. Use Table 1 or Tables 11 to 14.`);
    }
    const key = [dataset, category, method].join(' / ');
    if (seen.has(key)) throw new DataError(`paperEntries: ${key} is there twice.`);
    seen.add(key);
    const values = Object.entries(rest).map(([column, value]) => {
      const known = typeof value === 'number' && Number.isFinite(value);
      return [column, known ? value : null] as const;
    });
    return {
      dataset: String(dataset),
      category: String(category ?? ''),
      method: String(method),
      values: Object.fromEntries(values),
    };
  });
}

/** Image level and pixel level of the same method and category in one entry, in the order of `image`. */
export function joinLevels(image: PaperEntry[], pixel: PaperEntry[]): PaperEntry[] {
  const name = ({ dataset, category, method }: PaperEntry): string => [dataset, category, method].join(' / ');
  const other = new Map(pixel.map((entry) => [name(entry), entry.values]));
  return image.map((entry) => {
    const values = other.get(name(entry));
    if (!values) throw new DataError(`joinLevels: ${name(entry)} has image-level values but no pixel-level row.`);
    return { ...entry, values: { ...entry.values, ...values } };
  });
}
