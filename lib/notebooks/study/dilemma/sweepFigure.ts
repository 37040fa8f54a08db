/** Figure 2 as an experiment: what is copied, confused and detected as capacity grows. */
import { bandTraces, type Figure, type PlotlyObject, panelFigure, seriesStyle } from '../../report';
import type { DilemmaMeasures } from './measureReconstruction';
import { type CapacitySweep, curvesOf, meanCurve } from './sweepCapacity';
import { sweetSpot } from './sweetSpot';

const PANELS: readonly [key: keyof DilemmaMeasures, title: string][] = [
  ['copiedShare', 'copied share of defects'],
  ['confusion', 'confused normal images'],
  ['imageAuroc', 'image AUROC'],
];

/** From here on a reconstructor is called the identity, and up to here it has collapsed. */
const IDENTITY_SHARE = 0.995;
const COLLAPSE_CONFUSION = 0.5;

/** Room beside the first and the last capacity, as a share of the axis, so that numbers of neighbouring panels stay apart. */
const PADDING = 0.06;

export interface SweepFigureOptions {
  /** File name under `figures/`. */
  name: string;
  title: string;
  /** At most four. */
  sweeps: readonly CapacitySweep[];
  /** Capacities that are written at the axis. */
  ticks: number[];
  /** Whether capacity grows as its number falls, as for noise. Default false. */
  reversed?: boolean;
}

const first = <T>(list: readonly T[]): T => list[0] as T;
const last = <T>(list: readonly T[]): T => list[list.length - 1] as T;

/** The capacities at which a sweep has collapsed or is the identity; none where no sweep gets that far. */
function endsOf(sweeps: readonly CapacitySweep[]): { text: string; capacity: number; xanchor: string }[] {
  const collapsed = sweeps.find((sweep) => first(meanCurve(sweep, 'confusion')) >= COLLAPSE_CONFUSION);
  const copies = sweeps.find((sweep) => last(meanCurve(sweep, 'copiedShare')) >= IDENTITY_SHARE);
  return [
    ...(collapsed ? [{ text: 'collapse', capacity: first(collapsed.capacities), xanchor: 'left' }] : []),
    ...(copies ? [{ text: 'identity', capacity: last(copies.capacities), xanchor: 'right' }] : []),
  ];
}

function inWords(sweep: CapacitySweep): string {
  const places = [0, sweetSpot(sweep).index, sweep.capacities.length - 1];
  const text = (key: keyof DilemmaMeasures) => places.map((k) => meanCurve(sweep, key)[k]?.toFixed(2)).join(', ');
  return `${sweep.name} at ${places.map((k) => sweep.capacities[k]).join(', ')}: copied share ${text('copiedShare')}, confused ${text('confusion')}, image AUROC ${text('imageAuroc')}`;
}

function tracesOf(sweep: CapacitySweep, i: number, key: keyof DilemmaMeasures): PlotlyObject[] {
  const { color, dash } = seriesStyle(i);
  const look = { name: sweep.name, color, dash };
  const band = bandTraces({ ...look, x: [...sweep.capacities], curves: curvesOf(sweep, key) });
  if (key !== 'imageAuroc') return band;
  const star = { mode: 'markers', marker: { symbol: 'star', size: 13, color }, showlegend: false };
  return [...band, { ...star, x: [sweetSpot(sweep).capacity], y: [Math.max(...meanCurve(sweep, key))] }];
}

/**
 * Sweeps over capacities in three panels, bands over seeds, with a star at the best image AUROC. *Collapse* and *identity* stand
 * at the capacities at which a sweep reaches them, and nowhere where none does.
 */
export function sweepFigure({ name, title, sweeps, ticks, reversed = false }: SweepFigureOptions): Figure {
  const all = sweeps.flatMap(({ capacities }) => capacities).map(Math.log10);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = PADDING * (most - least);
  const range = [least - room, most + room];
  const drawn = panelFigure({
    ...{ name, title, titles: PANELS.map(([, panel]) => panel), columns: 3, width: 1000, height: 400 },
    alt: `Three panels with one line per reconstructor, a star at the best AUROC. At its tight end, its best capacity and its free end: ${sweeps.map(inWords).join('. ')}.`,
    ...{ xTitle: first(sweeps).axis, yTitle: ['share or AUROC', '', ''], y: { range: [-0.03, 1.17] } },
    x: { type: 'log', tickvals: ticks, range: reversed ? range.reverse() : range },
    draw: (p) => sweeps.flatMap((sweep, i) => tracesOf(sweep, i, (PANELS[p] as (typeof PANELS)[number])[0])),
  });
  const ends = PANELS.flatMap((_, p) => {
    const suffix = p === 0 ? '' : String(p + 1);
    return endsOf(sweeps).map(({ text, capacity, xanchor }) => ({
      ...{ text: `<i>${text}</i>`, x: Math.log10(capacity), xref: `x${suffix}`, xanchor },
      ...{ y: 1, yref: `y${suffix} domain`, yanchor: 'top', showarrow: false },
    }));
  });
  return { ...drawn, layout: { ...drawn.layout, annotations: [...drawn.layout.annotations, ...ends] } };
}
