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

/**
 * The verdict on a photo whose product is like none in training: never OK, and NG only above every limit of the run.
 */
export function unknownVerdict(
  score: number,
  { categories, pooled }: Pick<RunLimits, 'categories' | 'pooled'>,
): Verdict {
  const highest = Math.max(pooled.high, ...Object.values(categories).map(({ high }) => high));
  return score > highest ? 'NG' : 'UNSURE';
}

/** The verdict on a photo of a category, or of none that is known (`undefined`). */
export function judge(
  score: number,
  category: string | undefined,
  limits: Pick<RunLimits, 'categories' | 'pooled'>,
): { verdict: Verdict; limit: number } {
  const limit = limitOfCategory(limits, category);
  const verdict = category === undefined ? unknownVerdict(score, limits) : verdictOf(score, limit);
  return { verdict, limit: limit.limit };
}
