/** What is said of a photo besides its score: its category, the limit that counts, the verdict. */
import { DataError, OptionError, sha256Of } from '../base';
import { loadLimits, loadProducts } from './limitsFile';
import { nearestProduct, type Product } from './products';
import type { RunLimits } from './runLimits';
import { judge, type LimitedVerdict } from './verdict';

/** What a run knows for verdicts. */
export interface Judging {
  limits: RunLimits;
  products: Product[];
  /** The category of all photos, where it was given. */
  given?: string;
}

export interface Judgement extends LimitedVerdict {
  /** `unknown` where the photo is like none in training. */
  category: string;
  /** Whether the category was given or found by the nearest training photo. */
  categoryFrom: 'given' | 'nearest';
  /** Distance of the global feature to the nearest training photo's, in units of the category's reach: above 1 is unknown. */
  distance?: number;
  /** The category of the nearest training photo, also where that is too far to count. */
  nearest?: string;
}

/** The name of no category. */
export const UNKNOWN = 'unknown';

/**
 * Reads what verdicts need; nothing where the run has no limits for its weights.
 *
 * @throws {DataError} a file is damaged. @throws {OptionError} the run has no category of the given name.
 */
export function openJudging(run: string, weights: string, given?: string): Judging | undefined {
  const limits = loadLimits(run, weights);
  if (!limits) {
    if (given !== undefined) throw new DataError(`${run} has no limits, so --category cannot be used.`, { file: run });
    return undefined;
  }
  const names = Object.keys(limits.categories);
  if (given !== undefined && !names.includes(given))
    throw new OptionError(`--category ${given}: the run has ${names.join(', ')}.`);
  return { limits, products: loadProducts(run, weights) ?? [], ...(given === undefined ? {} : { given }) };
}

/** What tells limits from others: their rule, and the first 12 digits of the SHA-256 of their numbers. */
export function limitsIdentity({ rule, categories, pooled }: RunLimits): { rule: string; sha256: string } {
  return { rule, sha256: sha256Of(Buffer.from(JSON.stringify([categories, pooled]))).slice(0, 12) };
}

/** The verdict on a score, by the given category or by that of the nearest training photo. */
export function judgement(score: number, global: Float32Array, { limits, products, given }: Judging): Judgement {
  const nearest = nearestProduct(global, given === undefined ? products : products.filter((p) => p.category === given));
  const found = nearest && nearest.relative <= 1 ? nearest.category : undefined;
  const category = given ?? found;
  return {
    category: category ?? UNKNOWN,
    categoryFrom: given === undefined ? 'nearest' : 'given',
    ...(nearest && Number.isFinite(nearest.relative) ? { distance: nearest.relative } : {}),
    ...(nearest ? { nearest: nearest.category } : {}),
    ...judge(score, category, limits),
  };
}
