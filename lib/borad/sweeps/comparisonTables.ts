/** Methods side by side over several seeds: mean and standard deviation of each metric (the form of Table 1). */
import { signed } from '../base';
import type { TableCells } from '../display';
import { type CategoryMetrics, metricColumns } from '../metrics';
import { mean, meanAndDeviation } from '../statistics';

/** A recorded run of any method, as far as these tables read it. */
export interface ComparedRun {
  variant: string;
  seed: number;
  mean: CategoryMetrics;
}

const UNKNOWN = '–';

/** Whether every run has the number; a stored NaN comes back as null. */
const areKnown = (values: readonly (number | null)[]): boolean =>
  values.length > 0 && values.every((value) => value !== null && !Number.isNaN(value));

/** `mean ± sd` in percent; the deviation is that of a sample (n - 1), a dash for a single run. A dash where a run lacks it. */
function spreadText(values: number[]): string {
  if (!areKnown(values)) return UNKNOWN;
  const spread = meanAndDeviation(values);
  const deviation = values.length > 1 ? (100 * spread.sd).toFixed(1) : UNKNOWN;
  return `${(100 * spread.mean).toFixed(1)} ± ${deviation}`;
}

/**
 * The table of some runs: one row per method in the order in which they first appear, with its name, the number of seeds, then
 * every metric as `mean ± sd` in percent with one decimal.
 *
 * @param what What the first column names. Default `method`.
 */
export function comparisonTable(runs: readonly ComparedRun[], what = 'method'): TableCells {
  const variants = [...new Set(runs.map(({ variant }) => variant))];
  const rows = variants.map((variant) => {
    const own = runs.filter((run) => run.variant === variant);
    return [
      variant,
      String(own.length),
      ...metricColumns.map(({ key }) => spreadText(own.map((run) => run.mean[key]))),
    ];
  });
  return { columns: [what, 'seeds', ...metricColumns.map(({ title }) => title)], rows };
}

/** A difference in percentage points. */
const points = (value: number) => signed(100 * value, 1);

/**
 * A method minus others, seed by seed: mean of the paired differences and, in brackets, the least and the greatest. Three
 * seeds cannot decide a sign (two-sided sign test: p = 0.25 at best), so the range is shown and no verdict given. A metric that
 * a run lacks has no difference: a dash.
 */
export function pairedTable(runs: readonly ComparedRun[], method: string): TableCells {
  const { columns } = comparisonTable(runs);
  const others = [...new Set(runs.map(({ variant }) => variant))].filter((variant) => variant !== method);
  const rows = others.map((other) => {
    const pairs = runs
      .filter(({ variant }) => variant === method)
      .map((own) => ({ own, paired: runs.find((run) => run.variant === other && run.seed === own.seed) }))
      .flatMap(({ own, paired }) => (paired ? [{ own: own.mean, paired: paired.mean }] : []));
    const cells = metricColumns.map(({ key }) => {
      if (!areKnown(pairs.flatMap(({ own, paired }) => [own[key], paired[key]]))) return UNKNOWN;
      const differences = pairs.map(({ own, paired }) => own[key] - paired[key]);
      return `${points(mean(differences))} [${points(Math.min(...differences))}, ${points(Math.max(...differences))}]`;
    });
    return [`${method} − ${other}`, String(pairs.length), ...cells];
  });
  return { columns: ['paired difference', ...columns.slice(1)], rows };
}
