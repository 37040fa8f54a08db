/** Evidence against "these numbers come from where those came from" that may be looked at after every number. */
import { NumericError, type Rng } from '../base';

/**
 * Conformal p values of a stream of numbers, one after another: the rank of each among a reference and all numbers before it, ties
 * broken by chance. As long as reference and stream are exchangeable they are independent and uniform on 0 to 1, whatever the distribution
 * (Vovk, Gammerman, Shafer: Algorithmic Learning in a Random World, 2005, Theorem 8.2).
 *
 * @param reference Numbers from before; there may be few. @param rng Breaks ties: the same generator gives the same values again, also
 *   for a stream that has grown.
 * @returns A function of the next number of the stream.
 */
export function conformalRanks(reference: readonly number[], rng: Rng): (value: number) => number {
  const sorted = [...reference].sort((a, b) => a - b);
  return (value) => {
    if (!Number.isFinite(value)) throw new NumericError(`conformalRanks: expected a finite number, got ${value}.`);
    const from = firstAtLeast(sorted, value);
    let until = from;
    while (until < sorted.length && sorted[until] === value) until++;
    const [above, ties] = [sorted.length - until, until - from + 1];
    const p = (above + rng.uniform() * ties) / (sorted.length + 1);
    sorted.splice(from, 0, value);
    return p;
  };
}

/** The first place in a sorted list whose value is not smaller. */
function firstAtLeast(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Number.POSITIVE_INFINITY) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Stakes: 0 keeps what there is, -1 bets all on small p values, 1 on large ones. */
const STAKES = [-1, -0.5, 0, 0.5, 1];
/** Share of the capital that is spread anew over the stakes before each number, so that evidence can come late. */
const JUMP = 0.01;

/**
 * The simple jumper, a test martingale: capital that bets against uniform p values (Vovk, Petej, Nouretdinov, Ahlberg, Carlsson,
 * Gammerman: Retrain or not retrain: conformal test martingales for change-point detection, 2021, Algorithm 1). It starts at 1; while p
 * values are uniform and independent the chance that it ever reaches 1 / a is at most a (Ville's inequality), however often it is looked at.
 *
 * @returns A function of the next p value, 0 to 1, that gives the capital.
 */
function simpleJumper(): (p: number) => number {
  let capitals = STAKES.map(() => 1 / STAKES.length);
  return (p) => {
    if (!(p >= 0 && p <= 1)) throw new NumericError(`simpleJumper: expected a p value from 0 to 1, got ${p}.`);
    const all = capitals.reduce((sum, capital) => sum + capital, 0);
    capitals = capitals.map((capital, i) => {
      const kept = (1 - JUMP) * capital + (JUMP / STAKES.length) * all;
      return kept * (1 + (STAKES[i] ?? 0) * (p - 0.5));
    });
    return capitals.reduce((sum, capital) => sum + capital, 0);
  };
}

/** Numbers after which another bet begins. */
const EVERY = 200;

/**
 * A test martingale that stays awake: simple jumpers that begin after every 200 p values, the k-th (from 0) with 1 / ((k + 1)(k + 2)) of the
 * capital, which adds up to 1; what has not begun waits as it is. A mean of martingales is one, so Ville's inequality holds, and a drift after
 * a long quiet time is still found, when the first bets have lost nearly all.
 *
 * @returns A function of the next p value, 0 to 1, that gives the capital; it is 1 before the first.
 */
export function testMartingale(): (p: number) => number {
  const bets: { weight: number; bet: (p: number) => number }[] = [];
  let waiting = 1;
  let count = 0;
  return (p) => {
    if (count++ % EVERY === 0) {
      const weight = 1 / ((bets.length + 1) * (bets.length + 2));
      waiting -= weight;
      bets.push({ weight, bet: simpleJumper() });
    }
    return bets.reduce((sum, { weight, bet }) => sum + weight * bet(p), waiting);
  };
}
