/** The limit that a rule sets from scores, with its interval and what it promises. */
import { createRng, DataError } from '../base';
import { betaQuantile, bootstrapInterval, conformalLimit, meanAndDeviation } from '../statistics';
import type { LimitRule } from './limitRule';

export interface Limit {
  /** Scores above it are alarms. */
  limit: number;
  /** Ends of its interval: between them a score is neither clearly below nor clearly above. */
  low: number;
  high: number;
  /** Normal photos, and defective ones where the rule reads them. */
  photos: number;
  /** Chance, at most, of a false alarm on one more normal photo, whatever the distribution; of ranks only. */
  bound?: number;
  /** The rate of false alarms of these very photos' limit is below this with a confidence of 95%; of ranks only. */
  confident?: number;
  /** What a user should know of it. */
  note?: string;
}

/** Confidence of the interval of a limit. */
export const LIMIT_LEVEL = 0.8;
const DRAWS = 1000;

/** Limit of a rank: the smallest score that so many scores do not exceed. */
interface Ranked {
  limit: number;
  rank: number;
}

function ranked(scores: readonly number[], { kind, value }: LimitRule): Ranked | undefined {
  if (kind === 'conformal') return conformalLimit(scores, value);
  if (kind !== 'quantile') return undefined;
  const rank = Math.min(scores.length, Math.max(1, Math.ceil(value * scores.length - 1e-12 * scores.length)));
  return { rank, limit: [...scores].sort((a, b) => a - b)[rank - 1] ?? Number.NaN };
}

/** Halfway between the lowest score that must be above and the next lower score of any photo. */
function recallLimit(normals: readonly number[], defects: readonly number[], recall: number): number {
  const sorted = [...defects].sort((a, b) => a - b);
  const lowest = sorted[Math.floor((1 - recall) * sorted.length + 1e-12 * sorted.length)] ?? Number.NaN;
  const below = [...normals, ...defects].filter((score) => score < lowest);
  return below.length > 0 ? (lowest + Math.max(...below)) / 2 : lowest - Math.abs(lowest) * 1e-3 - 1e-6;
}

function limitValue(normals: readonly number[], defects: readonly number[], rule: LimitRule): number {
  if (rule.kind === 'value') return rule.value;
  if (rule.kind === 'recall') return recallLimit(normals, defects, rule.value);
  if (rule.kind === 'sigma') {
    const { mean, sd } = meanAndDeviation(normals);
    return mean + rule.value * sd;
  }
  return ranked(normals, rule)?.limit ?? Number.NaN;
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))}%`;

/** What is said of too few photos: how many the rule would need. */
function fewNote({ kind, value }: LimitRule, photos: number): string | undefined {
  const needed =
    kind === 'conformal'
      ? Math.ceil(1 / value - 1e-9) - 1
      : kind === 'quantile'
        ? Math.ceil(1 / (1 - value) - 1e-9)
        : 2;
  if (photos >= needed || kind === 'recall' || kind === 'value') return undefined;
  return kind === 'sigma'
    ? 'one photo has no deviation'
    : `too few photos for ${kind}=${value}: the limit is the largest of ${photos} scores; ${needed} are needed`;
}

/**
 * Applies a rule. The interval is that of the percentile bootstrap at 80%: how far the limit moves when the photos are drawn again
 * with replacement. Of `value` it has no width.
 *
 * @param normals Scores of normal photos that were not trained on. @param defects Scores of defective ones; `recall` needs some.
 * @param seed Of the resamples.
 * @throws {DataError} there are no scores of the kind that the rule reads.
 */
export function limitFor(normals: readonly number[], defects: readonly number[], rule: LimitRule, seed = 0): Limit {
  const isRecall = rule.kind === 'recall';
  if (isRecall && defects.length === 0)
    throw new DataError('recall=... needs labelled defective photos: name a set with some by "borad limit --data".');
  if (!isRecall && rule.kind !== 'value' && normals.length === 0)
    throw new DataError(`${rule.kind}=... needs normal photos that were not trained on, and there are none.`);
  const limit = limitValue(normals, defects, rule);
  const photos = isRecall ? defects.length : normals.length;
  if (rule.kind === 'value') return { limit, low: limit, high: limit, photos };
  const rng = createRng(seed).split('limit');
  const drawn = (scores: readonly number[]) => scores.map(() => rng.pick(scores));
  const { low, high } = bootstrapInterval(() => limitValue(drawn(normals), drawn(defects), rule), {
    draws: DRAWS,
    level: LIMIT_LEVEL,
  });
  const note = fewNote(rule, photos);
  const result: Limit = {
    limit,
    low: Math.min(low, limit),
    high: Math.max(high, limit),
    photos,
    ...(note ? { note } : {}),
  };
  const place = ranked(normals, rule);
  if (!place) return result;
  const above = normals.length + 1 - place.rank;
  return { ...result, bound: above / (normals.length + 1), confident: betaQuantile(0.95, above, place.rank) };
}

/** The promise of a limit in words: `at most 11% false alarms`. */
export function promiseText({ bound, confident }: Limit): string {
  return bound === undefined || confident === undefined
    ? 'no bound'
    : `at most ${percent(bound)} on average, ${percent(confident)} with 95% confidence`;
}
