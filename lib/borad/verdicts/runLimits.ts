/** The limits of a run: of each category and of all together, from the scores that they were set by. */
import { DataError } from '../base';
import { type Limit, limitFor } from './limitFor';
import { type LimitRule, ruleText } from './limitRule';

/** The score of a photo whose category and kind are known. */
export interface LabelledScore {
  id: string;
  category: string;
  score: number;
  /** Distance of the global feature to the nearest training photo of the category, in units of its reach. */
  distance?: number;
  /** Mean brightness, 0 to 255, and sharpness, `detection.photoLook`. */
  light?: number;
  focus?: number;
}

/** Scores that limits are set by. */
export interface LabelledScores {
  /** Of normal photos that were not trained on. */
  normals: LabelledScore[];
  /** Of defective ones; there may be none. */
  defects: LabelledScore[];
}

export interface RunLimits extends LabelledScores {
  /** As it is typed: `conformal=0.05`. */
  rule: string;
  /** Where the normal photos came from. */
  source: string;
  /** SHA-256 of the weights that gave the scores. */
  weights: string;
  /** By category. One without photos of its own has the pooled limit, and its note says so. */
  categories: Record<string, Limit>;
  /** Of all categories together: for photos of no known category. */
  pooled: Limit;
}

const scoresOf = (photos: readonly LabelledScore[], category?: string): number[] =>
  photos.filter((photo) => category === undefined || photo.category === category).map(({ score }) => score);

/**
 * Sets the limits of a run.
 *
 * @param names The run's categories.
 * @throws {DataError} there are no scores of the kind that the rule reads.
 */
export function setLimits(
  scores: LabelledScores & Pick<RunLimits, 'source' | 'weights'>,
  names: readonly string[],
  rule: LimitRule,
): RunLimits {
  const { normals, defects, source, weights } = scores;
  const pooled = limitFor(scoresOf(normals), scoresOf(defects), rule);
  const own = (category: string): Limit => {
    try {
      return limitFor(scoresOf(normals, category), scoresOf(defects, category), rule);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      return { ...pooled, photos: 0, note: 'no photos of its own: the limit of all categories together' };
    }
  };
  const categories = Object.fromEntries(names.map((name) => [name, own(name)]));
  return { rule: ruleText(rule), source, weights, categories, pooled, normals, defects };
}

/** The limit of a category; of one that is not known, the pooled one. */
export function limitOfCategory(
  { categories, pooled }: Pick<RunLimits, 'categories' | 'pooled'>,
  category?: string,
): Limit {
  return (category !== undefined && Object.hasOwn(categories, category) && categories[category]) || pooled;
}
