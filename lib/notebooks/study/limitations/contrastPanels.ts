import { OptionError } from 'borad/base';
import { type CategoryMetrics, metricColumns } from 'borad/metrics';
import { bandTraces, methodStyle, type PlotlyObject, panelLayout } from '../../report';
import { runsOf } from '../experiments';
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
  const { layout, axes } = panelLayout({
    titles: keys.map((key) => metricColumns.find((column) => column.key === key)!.title),
    xTitle: 'share of the rendered contrast',
    yTitle: keys.map(() => 'percent'),
    sharedY: false,
    x: { type: 'log', tickvals: [...CONTRASTS], ticktext: CONTRASTS.map((contrast) => `1/${1 / contrast}`) },
    width: 900,
    height: 380,
  });
  const data = keys.flatMap((key, panel) =>
    methods.map((method) => {
      const own = runsOf(rows, method);
      if (own.length === 0) throw new OptionError(`contrastPanels: no model of ${method} was measured.`);
      const { label, color, dash } = methodStyle(method);
      const curves = own.map(({ contrast }) => contrast.map(({ mean }) => 100 * mean[key]));
      return bandTraces({
        ...{ name: label, x: [...CONTRASTS], curves, color, dash },
        axes: axes[panel],
        legend: panel === 0,
      });
    }),
  );
  return { data: data.flat(), layout };
}
