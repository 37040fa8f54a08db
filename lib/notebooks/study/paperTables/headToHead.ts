import { MEAN_CATEGORY, type PaperEntry } from './paperEntry';

/** One method against another over the categories of a data set, by one metric. */
export interface HeadToHead {
  dataset: string;
  method: string;
  rival: string;
  metric: string;
  wins: number;
  ties: number;
  losses: number;
  /** Two-sided p-value of the exact sign test: ties are dropped, each category counts once. 1 without a decision. */
  signTest: number;
}

/** Two-sided exact binomial probability of a split at least as uneven as this one, if both sides were equally likely. */
export function signTest(wins: number, losses: number): number {
  const n = wins + losses;
  let term = 0.5 ** n;
  let tail = 0;
  for (let k = 0; k <= Math.min(wins, losses); k++) {
    tail += term;
    term *= (n - k) / (k + 1);
  }
  return Math.min(1, 2 * tail);
}

/** Wins, ties and losses as printed, `9-2-4`. */
export const scoreText = ({ wins, ties, losses }: HeadToHead): string => `${wins}-${ties}-${losses}`;

/**
 * Win counts of a method against every rival in every data set, category by category (Tables 11 to 14).
 *
 * Categories without a number on either side do not count.
 *
 * @param skip entries that are not to be trusted, by {@link MEAN_CATEGORY} always; see `findMisplaced`.
 */
export function headToHead(
  entries: PaperEntry[],
  method: string,
  metric: string,
  skip: (entry: PaperEntry) => boolean = () => false,
): HeadToHead[] {
  const results = new Map<string, HeadToHead>();
  const usable = entries.filter((entry) => entry.category !== MEAN_CATEGORY && !skip(entry));
  const own = new Map(
    usable.filter((e) => e.method === method).map((e) => [`${e.dataset} / ${e.category}`, e.values[metric] ?? null]),
  );
  for (const entry of usable) {
    if (entry.method === method) continue;
    const mine = own.get(`${entry.dataset} / ${entry.category}`) ?? null;
    const theirs = entry.values[metric] ?? null;
    const key = `${entry.dataset} / ${entry.method}`;
    const result = results.get(key) ?? {
      ...{ dataset: entry.dataset, method, rival: entry.method, metric },
      ...{ wins: 0, ties: 0, losses: 0, signTest: 1 },
    };
    results.set(key, result);
    if (mine === null || theirs === null) continue;
    if (mine > theirs) result.wins++;
    else if (mine < theirs) result.losses++;
    else result.ties++;
    result.signTest = signTest(result.wins, result.losses);
  }
  return [...results.values()];
}
