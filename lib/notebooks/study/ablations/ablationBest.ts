/** Which value each single seed would have called the best. */
import type { CategoryMetrics } from 'borad/metrics';
import type { StudyRuns } from 'borad/sweeps';
import type { PaperAblation } from './ablationPaper';

export interface BestValue {
  /** Of the paper's table. */
  paper: string;
  /** Of our runs, seed by seed; seeds that lack a value's run are left out. */
  bySeed: { seed: number; value: string }[];
}

interface Scored {
  value: string;
  score: number;
}

/** The first of the highest; the list has at least one. */
const highest = (scored: readonly Scored[]): string =>
  scored.reduce((best, one) => (one.score > best.score ? one : best)).value;

/** The best value of a study by a metric: as the paper prints it, and as each of our seeds would have it. */
export function bestValues(
  { runs }: StudyRuns,
  metric: keyof CategoryMetrics,
  paper: readonly PaperAblation[],
): BestValue {
  const seeds = [...new Set(runs.map(({ seed }) => seed))].sort((a, b) => a - b);
  const bySeed = seeds.flatMap((seed) => {
    const own = runs.filter((run) => run.seed === seed);
    const isWhole = paper.every(({ value }) => own.some(({ variant }) => variant === value));
    return isWhole
      ? [{ seed, value: highest(own.map(({ variant, mean }) => ({ value: variant, score: mean[metric] }))) }]
      : [];
  });
  return { paper: highest(paper.map(({ value, metrics }) => ({ value, score: metrics[metric] }))), bySeed };
}
