/** What limits cost: false alarms on normal photos, misses among defective ones. */
import { type Proportion, proportion } from '../statistics';
import { type LabelledScore, type LabelledScores, limitOfCategory, type RunLimits } from './runLimits';

export interface Price {
  /** A category, or `all`. */
  name: string;
  /** Normal photos above their limit. */
  falseAlarms: Proportion;
  /** Defective photos up to their limit. */
  misses: Proportion;
}

/** The name of the row over all categories. */
export const ALL = 'all';

/**
 * Counts, by category and over all, with exact 95% intervals, what the limits do to photos whose kind is known.
 *
 * @param photos Others than those that set the limits, or the counts flatter.
 */
export function priceOf(
  limits: Pick<RunLimits, 'categories' | 'pooled'>,
  { normals, defects }: LabelledScores,
): Price[] {
  const isAbove = ({ category, score }: LabelledScore) => score > limitOfCategory(limits, category).limit;
  const row = (name: string, isOf: (photo: LabelledScore) => boolean): Price => {
    const [good, bad] = [normals.filter(isOf), defects.filter(isOf)];
    return {
      name,
      falseAlarms: proportion(good.filter(isAbove).length, good.length),
      misses: proportion(bad.filter((photo) => !isAbove(photo)).length, bad.length),
    };
  };
  const names = [...new Set([...normals, ...defects].map(({ category }) => category))];
  return [
    ...names.map((name) => row(name, ({ category }) => category === name)),
    ...(names.length === 1 ? [] : [row(ALL, () => true)]),
  ];
}
