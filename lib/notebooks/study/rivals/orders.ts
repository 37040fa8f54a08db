/** Which of several methods are ahead of which, where equal seeds are compared and all pairs of methods are one family. */
import { holm, mean, type PairedDifference } from 'borad/statistics';
import { compareVariants, type NamedRun, type RunValue, runsOf } from '../experiments';

/** Chance of any false order in the family. */
const ALPHA = 0.05;

/** Two methods, the one with the greater mean first. */
export interface MethodOrder {
  ahead: string;
  behind: string;
  /** Paired by seed; its mean is not negative. */
  difference: PairedDifference;
  /** Two-sided p of the paired t test after Holm's correction over all pairs. */
  p: number;
  /** Whether the order is decided: p below 5%. */
  decided: boolean;
}

/** A method's place, and the places that decided orders leave it. */
export interface RankRange {
  method: string;
  /** Mean over its seeds. */
  mean: number;
  /** Place by means, from 1. */
  rank: number;
  /** 1 + the methods that are decidedly ahead. */
  best: number;
  /** The number of methods less those decidedly behind. */
  worst: number;
}

const sharedSeeds = <R extends NamedRun>(runs: readonly R[], a: string, b: string): number =>
  runsOf(runs, a).filter(({ seed }) => runsOf(runs, b).some((run) => run.seed === seed)).length;

/**
 * All pairs of methods that share at least two seeds.
 *
 * @param value Greater is better.
 */
export function methodOrders<R extends NamedRun>(runs: readonly R[], value: RunValue<R>): MethodOrder[] {
  const methods = [...new Set(runs.map(({ variant }) => variant))];
  const pairs = methods
    .flatMap((a, i) => methods.slice(i + 1).map((b): [string, string] => [a, b]))
    .filter(([a, b]) => sharedSeeds(runs, a, b) >= 2)
    .map(([a, b]) => {
      const difference = compareVariants(runs, a, b, value);
      if (difference.mean >= 0) return { ahead: a, behind: b, difference };
      return { ahead: b, behind: a, difference: compareVariants(runs, b, a, value) };
    });
  const adjusted = holm(pairs.map(({ difference }) => difference.p));
  return pairs.map((pair, i) => ({ ...pair, p: adjusted[i], decided: adjusted[i] < ALPHA }));
}

/** Places of all methods by their means, from the first, with what the decided orders leave open. */
export function rankRanges<R extends NamedRun>(runs: readonly R[], value: RunValue<R>): RankRange[] {
  const decided = methodOrders(runs, value).filter((order) => order.decided);
  const methods = [...new Set(runs.map(({ variant }) => variant))];
  return methods
    .map((method) => ({ method, mean: mean(runsOf(runs, method).map(value)) }))
    .sort((a, b) => b.mean - a.mean)
    .map(({ method, mean: own }, place) => ({
      ...{ method, mean: own, rank: place + 1 },
      best: 1 + decided.filter(({ behind }) => behind === method).length,
      worst: methods.length - decided.filter(({ ahead }) => ahead === method).length,
    }));
}
