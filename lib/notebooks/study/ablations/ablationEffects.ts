/** What a value of a study changes against the usual one, paired by seed, beside what the paper prints. */
import type { CategoryMetrics } from 'borad/metrics';
import { meanAndDeviation, studentQuantile } from 'borad/statistics';
import type { ComparedRun, StudyRuns } from 'borad/sweeps';
import type { PaperAblation } from './ablationPaper';

/** One value minus the usual one, in percentage points. */
export interface AblationEffect {
  value: string;
  /** Value minus usual, seed by seed. */
  differences: number[];
  mean: number;
  /** Ends of the 95% t interval; the mean itself where there is one pair. */
  low: number;
  high: number;
  /** Of the paper's table; undefined where it has no such row. */
  paper?: number;
}

/** Runs of both values with one seed. */
function pairsOf(runs: readonly ComparedRun[], value: string, usual: string): [ComparedRun, ComparedRun][] {
  return runs
    .filter(({ variant }) => variant === value)
    .flatMap((own) => {
      const other = runs.find(({ variant, seed }) => variant === usual && seed === own.seed);
      return other ? [[own, other] as [ComparedRun, ComparedRun]] : [];
    });
}

function interval(differences: number[]): Pick<AblationEffect, 'mean' | 'low' | 'high'> {
  const { mean, sd } = meanAndDeviation(differences);
  const n = differences.length;
  const half = n > 1 ? (studentQuantile(0.95, n - 1) * sd) / Math.sqrt(n) : 0;
  return { mean, low: mean - half, high: mean + half };
}

/**
 * The effects of the values of a study of which there is at least one pair, in the study's order.
 *
 * @param paper The rows of its table in the paper.
 */
export function ablationEffects(
  { runs, usual }: StudyRuns,
  metric: keyof CategoryMetrics,
  paper: readonly PaperAblation[] = [],
): AblationEffect[] {
  const base = paper.find(({ value }) => value === usual)?.metrics[metric];
  const values = [...new Set(runs.map(({ variant }) => variant))].filter((value) => value !== usual);
  return values.flatMap((value) => {
    const differences = pairsOf(runs, value, usual).map(
      ([own, other]) => 100 * (own.mean[metric] - other.mean[metric]),
    );
    if (differences.length === 0) return [];
    const printed = paper.find((row) => row.value === value)?.metrics[metric];
    const difference = printed === undefined || base === undefined ? {} : { paper: printed - base };
    return [{ value, differences, ...interval(differences), ...difference }];
  });
}

/** What one run could have told of a study's differences. */
export interface SingleSeed {
  /** Largest difference to the usual value that the paper prints, points. */
  printed: number;
  /** Standard deviation over seeds of our usual value, points. */
  sd: number;
  /** The smallest difference of two single runs that such a spread calls unusual at 5%: 1.96 sqrt(2) standard deviations. */
  needed: number;
  /**
   * The same for two runs of one seed, which share weights, order and masks: 1.96 deviations of our paired differences around
   * the mean of their value, pooled over the values. Undefined where no value has two pairs.
   */
  neededPaired?: number;
}

/** Deviation of paired differences around the mean of their value, pooled over values of at least two pairs. */
function pooledDeviation(effects: readonly AblationEffect[]): number | undefined {
  const spread = effects
    .filter(({ differences }) => differences.length > 1)
    .map(({ differences }) => ({ free: differences.length - 1, sd: meanAndDeviation(differences).sd }));
  if (spread.length === 0) return undefined;
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return Math.sqrt(sum(spread.map(({ free, sd }) => free * sd * sd)) / sum(spread.map(({ free }) => free)));
}

/**
 * Compares the paper's differences, of one run each, with our spread between seeds; undefined below two seeds.
 *
 * @param study Our runs of the study. @param usual Runs of its usual value, of as many seeds as there are.
 */
export function singleSeed(
  study: StudyRuns,
  usual: readonly ComparedRun[],
  metric: keyof CategoryMetrics,
  paper: readonly PaperAblation[],
): SingleSeed | undefined {
  const base = paper.find(({ value }) => value === study.usual);
  if (!base || usual.length < 2) return undefined;
  const printed = Math.max(...paper.map(({ metrics }) => Math.abs(metrics[metric] - base.metrics[metric])));
  const { sd } = meanAndDeviation(usual.map((run) => 100 * run.mean[metric]));
  const paired = pooledDeviation(ablationEffects(study, metric));
  return {
    printed,
    sd,
    needed: 1.96 * Math.SQRT2 * sd,
    ...(paired === undefined ? {} : { neededPaired: 1.96 * paired }),
  };
}
