import { type CategoryMetrics, metricColumns } from 'borad/metrics';
import type { PlotlyObject } from '../../report';
import { methodCurves } from '../experiments';
import { CONTRASTS } from './contrastDetection';
import type { LimitationRow } from './limitationRecord';

/**
 * Detection against the contrast of the defects: a panel per metric, mean and 95% interval over seeds per method.
 *
 * @param rows Of one length of training. @throws {OptionError} a method has no row.
 */
export function contrastPanels(
  rows: readonly LimitationRow[],
  methods: readonly string[],
  keys: readonly (keyof CategoryMetrics)[],
): { data: PlotlyObject[]; layout: PlotlyObject } {
  return methodCurves(rows, {
    x: CONTRASTS,
    xTitle: 'share of the rendered contrast',
    methods,
    panels: keys
      .flatMap((wanted) => metricColumns.filter(({ key }) => key === wanted))
      .map(({ key, title }) => ({
        title,
        yTitle: 'percent',
        curve: ({ contrast }: LimitationRow) => contrast.map(({ mean }) => 100 * mean[key]),
      })),
    layout: {
      x: { type: 'log', tickvals: [...CONTRASTS], ticktext: CONTRASTS.map((contrast) => `1/${1 / contrast}`) },
      ...{ width: 900, height: 380 },
    },
  });
}
