/** One figure per study: each value's effect against the usual one, with the margin of equivalence as a band and the paper's effects. */
import { signed } from 'borad/base';
import type { CategoryMetrics } from 'borad/metrics';
import { metricColumns } from 'borad/metrics';
import type { StudyRuns } from 'borad/sweeps';
import { intervalBars, type PlotlyObject, panelLayout } from '../../report';
import { equivalenceMargins } from '../claims';
import { type AblationEffect, ablationEffects } from './ablationEffects';
import type { PaperAblation } from './ablationPaper';

/** Metrics that are drawn, a panel each. */
const SHOWN: readonly (keyof CategoryMetrics)[] = ['imageAuroc', 'pixelAp', 'pixelAupro', 'mad'];

const OURS = '#0550ae';
const titleOf = (key: keyof CategoryMetrics): string =>
  metricColumns.find((column) => column.key === key)?.title ?? key;

/** The margin as a band from end to end of a panel. */
const band = (metric: keyof CategoryMetrics, panel: number): PlotlyObject => {
  const suffix = panel === 0 ? '' : String(panel + 1);
  const margin = equivalenceMargins[metric];
  return {
    ...{ type: 'rect', xref: `x${suffix}`, yref: `y${suffix} domain`, x0: -margin, x1: margin, y0: 0, y1: 1 },
    ...{ fillcolor: '#57606a', opacity: 0.15, line: { width: 0 }, layer: 'below' },
  };
};

const points = (value: number): string => signed(value, 2);

const effectText = ({ value, mean, differences: { length } }: AblationEffect): string =>
  `${value} ${points(mean)} (${length} ${length === 1 ? 'seed' : 'seeds'})`;

/** The paper's effects of the values that are drawn; none where its table lacks the usual value. */
function printedEffects(
  { usual }: StudyRuns,
  paper: readonly PaperAblation[],
  labels: readonly string[],
  metric: keyof CategoryMetrics,
): { value: string; effect: number }[] {
  const base = paper.find(({ value }) => value === usual)?.metrics[metric];
  if (base === undefined) return [];
  const drawn = paper.filter(({ value }) => labels.includes(value));
  return drawn.map(({ value, metrics }) => ({ value, effect: metrics[metric] - base }));
}

/** Longest list of effects that a text alternative spells out. */
const SPELT_OUT = 6;

interface Told {
  value: string;
  effect: number;
  text: string;
}

/** All of a few effects, of many the least and the largest. */
function told(effects: readonly Told[]): string {
  if (effects.length <= SPELT_OUT) return effects.map(({ text }) => text).join('; ');
  const least = effects.reduce((a, b) => (b.effect < a.effect ? b : a));
  const largest = effects.reduce((a, b) => (b.effect > a.effect ? b : a));
  return `${effects.length} effects from ${points(least.effect)} (${least.value}) to ${points(largest.effect)} (${largest.value})`;
}

/** What the figure shows of mAD, in at most two sentences. */
function altOf(
  study: StudyRuns,
  effects: readonly AblationEffect[],
  paper: readonly PaperAblation[],
  labels: string[],
) {
  const printed = printedEffects(study, paper, labels, 'mad').map(({ value, effect }) => {
    return { value, effect, text: `${value} ${points(effect)}` };
  });
  const own = effects.map((each) => ({ value: each.value, effect: each.mean, text: effectText(each) }));
  const ours = own.length > 0 ? `ours: ${told(own)}` : 'none of ours has a pair yet';
  const theirs = printed.length > 0 ? ` The paper's: ${told(printed)}.` : '';
  return `Four panels of effects by value; mAD minus that of ${study.usual} in points, ${ours}.${theirs}`;
}

/** Traces, layout and text alternative of a study's figure; the text says so where there is no pair yet. */
export function ablationFigure(
  study: StudyRuns,
  paper: readonly PaperAblation[],
): { data: PlotlyObject[]; layout: PlotlyObject; alt: string } {
  const effects = SHOWN.map((metric) => ablationEffects(study, metric, paper));
  const names = paper.map(({ value }) => value).filter((value) => value !== study.usual && !value.startsWith('row '));
  const labels = [...new Set([...names, ...effects[0].map(({ value }) => value)])];
  const { layout, axes } = panelLayout({
    titles: SHOWN.map(titleOf),
    xTitle: `value minus ${study.usual.includes('+') ? 'all modules' : `the usual one (${study.usual})`}, points`,
    yTitle: [study.study, '', '', ''],
    sharedX: false,
    columns: 4,
    width: 1000,
    height: 190 + 34 * labels.length,
    x: { zeroline: true, zerolinecolor: '#57606a', nticks: 5 },
    y: { automargin: true, type: 'category', categoryarray: [...labels].reverse() },
  });
  const data = effects.flatMap((own, p) => {
    const printed = printedEffects(study, paper, labels, SHOWN[p]);
    return [
      intervalBars({
        labels: own.map(({ value }) => value),
        intervals: own.map(({ mean, low, high }) => ({ mean, lower: low, upper: high })),
        ...{ color: OURS, points: true, horizontal: true, axes: axes[p], name: 'ours, 95%', legend: p === 0 },
      }),
      {
        ...{ type: 'scatter', mode: 'markers', name: 'paper', legendgroup: 'paper', showlegend: p === 0 },
        x: printed.map(({ effect }) => effect),
        y: printed.map(({ value }) => value),
        marker: { symbol: 'diamond-open', size: 11, color: '#cf222e', line: { width: 2 } },
        ...axes[p],
      },
    ];
  });
  const shapes = [...(layout.shapes ?? []), ...SHOWN.map(band)];
  return { data, layout: { ...layout, shapes }, alt: altOf(study, effects[SHOWN.indexOf('mad')], paper, labels) };
}
