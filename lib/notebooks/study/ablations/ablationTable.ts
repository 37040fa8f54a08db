/** A table of ablations in the paper's form, ours beside it. */
import { type CategoryMetrics, metricColumns } from 'borad/metrics';
import { meanAndDeviation, studentQuantile } from 'borad/statistics';
import type { StudyRuns } from 'borad/sweeps';
import type { PaperAblation } from './ablationPaper';

/** Mean and half width of the 95% t interval over seeds, percent; a dash for what is not there. */
function ownText({ runs }: StudyRuns, value: string, metric: keyof CategoryMetrics): string {
  const values = runs.filter(({ variant }) => variant === value).map((run) => 100 * run.mean[metric]);
  if (values.length === 0) return '–';
  const { mean, sd } = meanAndDeviation(values);
  const n = values.length;
  return n === 1
    ? `${mean.toFixed(1)} ± –`
    : `${mean.toFixed(1)} ± ${((studentQuantile(0.95, n - 1) * sd) / Math.sqrt(n)).toFixed(1)}`;
}

/** Columns and rows: for each value the paper's numbers, then ours with the half width of their interval and their seeds. */
export function ablationRows(
  study: StudyRuns,
  paper: readonly PaperAblation[],
): { columns: string[]; rows: (string | number)[][] } {
  const values = [...new Set([...paper.map(({ value }) => value), ...study.runs.map(({ variant }) => variant)])];
  const rows = values.flatMap((value) => {
    const printed = paper.find((row) => row.value === value);
    const seeds = study.runs.filter(({ variant }) => variant === value).length;
    const mark = value === study.usual ? ' (usual)' : '';
    return [
      ...(printed
        ? [[value + mark, 'paper', '–', ...metricColumns.map(({ key }) => printed.metrics[key].toFixed(2))]]
        : []),
      ...(printed && seeds === 0 && value.startsWith('row ')
        ? []
        : [[value + mark, 'ours', String(seeds), ...metricColumns.map(({ key }) => ownText(study, value, key))]]),
    ];
  });
  return { columns: [study.study, 'of', 'seeds', ...metricColumns.map(({ title }) => title)], rows };
}
