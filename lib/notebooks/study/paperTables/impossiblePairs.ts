import { OptionError } from 'borad/base';
import { MEAN_CATEGORY, type PaperEntry } from './paperEntry';

/** What average precision a precision-recall curve can have if its best F1 is given; fractions. */
export interface ApRange {
  lowest: number;
  highest: number;
}

/**
 * The area that is left under a curve whose F1 nowhere exceeds f: at recall r, precision is at most f r / (2r − f), and 1 where
 * that is more.
 */
function highestAp(f: number): number {
  const start = f / (2 - f);
  const integral = (r: number): number => r / 2 + (f / 4) * Math.log(2 * r - f);
  return start + f * (integral(1) - integral(start));
}

/**
 * The area that is needed to come through a point of recall r with F1 f: at worst all its false positives rank first. With c of
 * them for each positive, precision at recall s is then s / (s + c).
 */
function apThrough(f: number, r: number): number {
  const c = r * (2 / f - 1) - 1;
  return c <= 1e-12 ? r : r - c * Math.log((r + c) / c);
}

/** Steps of the search for the recall that needs least: its error is far below the tables' rounding. */
const STEPS = 2000;

/**
 * Bounds of average precision from F1-max, both of the same ranking. They hold for every number of positives and negatives and
 * with ties, since precision is taken at the end of each step.
 *
 * @param f1max fraction above 0, up to 1.
 * @throws {OptionError} f1max is out of range.
 */
export function apRange(f1max: number): ApRange {
  if (!(f1max > 0 && f1max <= 1)) throw new OptionError(`apRange: expected an F1 above 0, up to 1, got ${f1max}.`);
  const start = f1max / (2 - f1max);
  let lowest = 1;
  for (let i = 0; i <= STEPS; i++) lowest = Math.min(lowest, apThrough(f1max, start + ((1 - start) * i) / STEPS));
  return { lowest, highest: f1max === 1 ? 1 : highestAp(f1max) };
}

/** A pair of AP and F1-max that no ranking can have. Percent. */
export interface ImpossiblePair {
  dataset: string;
  category: string;
  method: string;
  level: 'image' | 'pixel';
  ap: number;
  f1max: number;
  /** What AP could be, given F1-max and half a unit of rounding in it. */
  lowest: number;
  highest: number;
  /** How far AP is outside of that range, beyond its own rounding. */
  excess: number;
}

/**
 * The categories' pairs of AP and F1-max that contradict each other, worst first. Means are left out: the bounds are for one
 * ranking.
 *
 * @param decimals digits after the point of the tables.
 */
export function impossiblePairs(entries: PaperEntry[], decimals = 1): ImpossiblePair[] {
  const half = 0.5 * 10 ** -decimals;
  const pairs = entries
    .filter(({ category }) => category !== MEAN_CATEGORY)
    .flatMap(({ dataset, category, method, values }) =>
      (['image', 'pixel'] as const).flatMap((level) => {
        const [ap, f1max] = [values[`${level}_ap`] ?? null, values[`${level}_f1max`] ?? null];
        if (ap === null || f1max === null) return [];
        const lowest = 100 * apRange(Math.max(1e-6, (f1max - half) / 100)).lowest;
        const highest = 100 * apRange(Math.min(1, (f1max + half) / 100)).highest;
        const excess = Math.max(lowest - ap, ap - highest) - half;
        return [{ dataset, category, method, level, ap, f1max, lowest, highest, excess }];
      }),
    );
  return pairs.filter(({ excess }) => excess > 1e-9).sort((a, b) => b.excess - a.excess);
}
