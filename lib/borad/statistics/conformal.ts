/** Limits whose rate of false alarms is bounded whatever the distribution of scores is. */
import { DataError, OptionError } from '../base';

export interface ConformalLimit {
  /** Scores above it are alarms: one of the given scores. */
  limit: number;
  /** Its rank among the scores, from 1, the smallest. */
  rank: number;
  /** Chance, at most, that the score of one more normal photo lies above the limit: (n + 1 - rank) / (n + 1). */
  bound: number;
}

/**
 * The split-conformal limit: of n scores the one of rank ceil((n + 1) (1 - rate)), or the largest where there are too few for
 * the rate (n + 1 below 1 / rate). One more score that comes from where these came from, in exchangeable order, lies above it with a
 * chance of at most `bound`, over draws of all n + 1.
 *
 * @param scores Of normal photos that were not trained on. @param rate Above 0 and below 1.
 * @throws {DataError} there is no score. @throws {OptionError} the rate lies outside of its range.
 */
export function conformalLimit(scores: readonly number[], rate: number): ConformalLimit {
  if (!(rate > 0 && rate < 1)) throw new OptionError(`conformalLimit: expected a rate between 0 and 1, got ${rate}.`);
  const n = scores.length;
  if (n === 0) throw new DataError('conformalLimit: expected at least one score of a normal photo, got none.');
  const sorted = [...scores].sort((a, b) => a - b);
  // A part in 1e12 less, so that (n + 1)(1 - rate) that is whole but for rounding is not rounded up.
  const rank = Math.min(n, Math.max(1, Math.ceil((n + 1) * (1 - rate) - 1e-12 * n)));
  const limit = sorted[rank - 1] ?? Number.NaN;
  return { limit, rank, bound: (n + 1 - rank) / (n + 1) };
}
