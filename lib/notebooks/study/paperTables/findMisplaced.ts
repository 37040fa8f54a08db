import { median } from 'borad/statistics';
import { MEAN_CATEGORY, type PaperEntry } from './paperEntry';

/**
 * Signs that a pixel-level row of Tables 12 and 14 holds image-level numbers:
 *
 * - `form`: it has fewer numbers than the table has columns (three where four belong)
 * - `level`: its AUROC, AP and F1-max lie nearer to what the other methods have at image level than to what they have at
 *   pixel level (sum of absolute differences to the medians of the category)
 */
export type MisplacedRule = 'form' | 'level';

export interface MisplacedRow {
  dataset: string;
  category: string;
  method: string;
  rules: MisplacedRule[];
  /** Pixel level as printed; null where the cell is empty. */
  values: (number | null)[];
  /** Sum over AUROC, AP, F1-max of the distance to the other methods' medians, in points. */
  toPixel: number;
  toImage: number;
}

const SHARED = ['auroc', 'ap', 'f1max'];
const PIXEL = [...SHARED, 'aupro'].map((name) => `pixel_${name}`);

/** Distance in points of three numbers from the medians of the other methods at one level. */
function distance(numbers: (number | null)[], others: PaperEntry[], level: 'image' | 'pixel'): number {
  return SHARED.reduce((sum, name, i) => {
    const centre = median(others.flatMap(({ values }) => values[`${level}_${name}`] ?? []));
    const own = numbers[i];
    return own === null || Number.isNaN(centre) ? sum : sum + Math.abs(own - centre);
  }, 0);
}

function judge(entry: PaperEntry, others: PaperEntry[]): MisplacedRow {
  const values = PIXEL.map((key) => entry.values[key] ?? null);
  const [toPixel, toImage] = [distance(values, others, 'pixel'), distance(values, others, 'image')];
  const rules: MisplacedRule[] = [];
  if (values.some((value) => value === null)) rules.push('form');
  if (toImage < toPixel) rules.push('level');
  const { dataset, category, method } = entry;
  return { dataset, category, method, rules, values, toPixel, toImage };
}

const rivalsOf = (entries: PaperEntry[], entry: PaperEntry): PaperEntry[] =>
  entries.filter((e) => e.dataset === entry.dataset && e.category === entry.category && e.method !== entry.method);

/**
 * The rows that at least one rule calls misplaced, rows of means included.
 *
 * @param entries with both levels, see `joinLevels`.
 */
export function findMisplaced(entries: PaperEntry[]): MisplacedRow[] {
  return entries.map((entry) => judge(entry, rivalsOf(entries, entry))).filter(({ rules }) => rules.length > 0);
}

/** How well the rule `level` finds image-level numbers that were put among the pixel-level ones on purpose. */
export interface RuleTrial {
  dataset: string;
  /** Rows tried: those that no rule calls misplaced as they stand. */
  rows: number;
  found: number;
  missed: string[];
}

/**
 * Puts each sound row's own image-level numbers in the place of its pixel-level ones, one row at a time, and counts how often
 * the rule `level` notices. The form is left out: such a row always fails it.
 */
export function tryLevelRule(entries: PaperEntry[]): RuleTrial[] {
  const rows = entries.filter(({ category }) => category !== MEAN_CATEGORY);
  return [...new Set(rows.map(({ dataset }) => dataset))].map((dataset) => {
    const sound = rows.filter((e) => e.dataset === dataset && judge(e, rivalsOf(entries, e)).rules.length === 0);
    const missed = sound.filter((entry) => {
      const swapped = SHARED.map((name) => [`pixel_${name}`, entry.values[`image_${name}`]] as const);
      const values = { ...entry.values, ...Object.fromEntries(swapped) };
      return !judge({ ...entry, values }, rivalsOf(entries, entry)).rules.includes('level');
    });
    return {
      dataset,
      rows: sound.length,
      found: sound.length - missed.length,
      missed: missed.map(({ method, category }) => `${method} ${category}`),
    };
  });
}
