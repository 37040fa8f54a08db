/** Which combinations of modules the rows of Table 5 may have been: those whose effect lies nearest to what a row prints. */
import type { CategoryMetrics } from 'borad/metrics';
import { metricColumns } from 'borad/metrics';
import { mean } from 'borad/statistics';
import type { StudyRuns } from 'borad/sweeps';
import { equivalenceMargins } from '../claims';
import type { PaperAblation } from './ablationPaper';

/** A combination beside a row. */
export interface ModuleDistance {
  value: string;
  /** Root mean square over the metrics of the difference of the two effects, in equivalence margins. */
  distance: number;
  seeds: number;
}

/** Metrics in percent, averaged over the runs of a combination. */
function meansOf({ runs }: StudyRuns, value: string): CategoryMetrics | undefined {
  const own = runs.filter(({ variant }) => variant === value);
  if (own.length === 0) return undefined;
  const entries = metricColumns.map(({ key }) => [key, 100 * mean(own.map((run) => run.mean[key]))]);
  return Object.fromEntries(entries) as CategoryMetrics;
}

/**
 * Our combinations by their distance from each row of Table 5, the nearest first. Compared is what a row adds to row 1 with what a
 * combination adds to none of the modules.
 *
 * @param none The combination that row 1 stands for.
 */
export function nearestModules(
  study: StudyRuns,
  paper: readonly PaperAblation[],
  none = 'none',
): { row: string; nearest: ModuleDistance[] }[] {
  const base = meansOf(study, none);
  if (!base) return [];
  const values = [...new Set(study.runs.map(({ variant }) => variant))];
  const [first, ...rows] = paper;
  return rows.map((row) => {
    const distances = values.map((value) => {
      const own = meansOf(study, value) ?? base;
      const squares = metricColumns.map(({ key }) => {
        const gap = own[key] - base[key] - (row.metrics[key] - first.metrics[key]);
        return (gap / equivalenceMargins[key]) ** 2;
      });
      const seeds = study.runs.filter(({ variant }) => variant === value).length;
      return { value, distance: Math.sqrt(mean(squares)), seeds };
    });
    return { row: row.value, nearest: distances.sort((a, b) => a.distance - b.distance) };
  });
}
