/** OK, NG or UNSURE: a score against its limit. */
import type { Limit } from './limitFor';
import { limitOfCategory, type RunLimits } from './runLimits';

export const VERDICTS = ['OK', 'UNSURE', 'NG'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** OK up to the lower end of the limit's interval, NG above its upper end, UNSURE between. */
export function verdictOf(score: number, { low, high }: Pick<Limit, 'low' | 'high'>): Verdict {
  if (score > high) return 'NG';
  return score > low ? 'UNSURE' : 'OK';
}

/** The highest upper end of all limits of a run. */
const highestOf = ({ categories, pooled }: Pick<RunLimits, 'categories' | 'pooled'>): number =>
  Math.max(pooled.high, ...Object.values(categories).map(({ high }) => high));

/**
 * The verdict on a photo whose product is like none in training: never OK, and NG only above every limit of the run.
 */
export function unknownVerdict(score: number, limits: Pick<RunLimits, 'categories' | 'pooled'>): Verdict {
  return score > highestOf(limits) ? 'NG' : 'UNSURE';
}

/** What a score was compared with. */
export interface LimitedVerdict {
  verdict: Verdict;
  /** Of the category or, where it is not known, of all known products together, which then decides nothing. */
  limit: number;
  limitFrom: 'category' | 'pooled';
  /** Above it the verdict is NG: the upper end of the limit's interval; where the category is not known, the highest of the run. */
  ngAbove: number;
}

/** The verdict on a photo of a category, or of none that is known (`undefined`). */
export function judge(
  score: number,
  category: string | undefined,
  limits: Pick<RunLimits, 'categories' | 'pooled'>,
): LimitedVerdict {
  const limit = limitOfCategory(limits, category);
  const limitFrom = limit === limits.pooled ? 'pooled' : 'category';
  return category === undefined
    ? { verdict: unknownVerdict(score, limits), limit: limit.limit, limitFrom, ngAbove: highestOf(limits) }
    : { verdict: verdictOf(score, limit), limit: limit.limit, limitFrom, ngAbove: limit.high };
}
