/** Whether mAD rises or falls from value to value of a study: one question of all its runs, where each value alone has few. */
import { slope } from 'borad/statistics';
import type { StudyRuns } from 'borad/sweeps';
import { decideFamily, type RepeatedDecision } from '../claims';
import type { PaperAblation } from './ablationPaper';

/** The slope of mAD over the values of a study in their order, points from one value to the next. */
export interface AblationTrend extends Pick<RepeatedDecision, 'mean' | 'low' | 'high' | 'pFamily' | 'visible'> {
  study: string;
  seeds: number;
  /** The same slope of the paper's table. */
  paper: number;
  verdict: 'rises' | 'falls' | 'undecided';
}

/** Slope of the least-squares line over 0, 1, 2 and so on. */
const slopeOf = (values: readonly number[]): number =>
  slope(
    values.map((_, i) => i),
    values,
  );

/** Slopes seed by seed; a seed that lacks a value's run has none. */
function slopesOf({ runs }: StudyRuns, values: readonly string[]): number[] {
  return [...new Set(runs.map(({ seed }) => seed))].flatMap((seed) => {
    const scores = values.flatMap(
      (value) => runs.find((run) => run.variant === value && run.seed === seed)?.mean.mad ?? [],
    );
    return scores.length === values.length ? [slopeOf(scores.map((score) => 100 * score))] : [];
  });
}

/**
 * Trends of the studies whose values are numbers, in the paper's order, smallest first, and of which at least two seeds are whole. Their t
 * tests against no slope are one family.
 *
 * @param paperOf The rows of a study's table in the paper.
 */
export function ablationTrends(
  studies: readonly StudyRuns[],
  paperOf: (study: string) => readonly PaperAblation[],
): AblationTrend[] {
  const asked = studies.flatMap((study) => {
    const rows = [...paperOf(study.study)].sort((a, b) => Number(a.value) - Number(b.value));
    const slopes = slopesOf(
      study,
      rows.map(({ value }) => value),
    );
    const isNumeric = rows.every(({ value }) => Number.isFinite(Number(value)));
    const paper = slopeOf(rows.map(({ metrics }) => metrics.mad));
    return isNumeric && slopes.length > 1 ? [{ study: study.study, slopes, paper }] : [];
  });
  const decisions = decideFamily(asked.map(({ slopes }) => ({ values: slopes, direction: 'above', family: 'trends' })));
  return decisions.map(({ verdict, mean: slope, low, high, pFamily, visible }, i) => ({
    ...{ study: asked[i].study, seeds: asked[i].slopes.length, paper: asked[i].paper },
    ...{ mean: slope, low, high, pFamily, visible },
    verdict: verdict === 'holds' ? 'rises' : verdict === 'refuted' ? 'falls' : 'undecided',
  }));
}
