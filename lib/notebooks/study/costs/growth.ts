/** How time and memory of a training step grow, as `npm run scaling` has measured it. */
import { itemAt, readJson } from 'borad/base';
import { type Figure, panelFigure, seriesStyle } from '../../report';

/** What is changed in the default network's step, one at a time. */
export const GROWTH_AXES = {
  batch: 'images in a batch',
  width: 'channels of the first map',
  prototypes: 'prototypes',
} as const;

export type GrowthAxis = keyof typeof GROWTH_AXES;

/** One point: the step with one thing changed, by one engine. */
export interface GrowthRow {
  axis: GrowthAxis;
  value: number;
  engine: string;
  /** Seconds of a step, the median after the warm-up. */
  seconds: number;
  /** The most memory that the process took, bytes. */
  peakBytes: number;
}

export interface Growth {
  machine: { processor: string; cores: number };
  /** The step from which one thing at a time is changed. */
  base: { widths: number[]; maps: number[]; images: number; prototypes: number };
  rows: GrowthRow[];
}

/**
 * The record of `npm run scaling`.
 *
 * @throws {DataError} the file cannot be read.
 */
export const readGrowth = (file: string): Growth => readJson<Growth>(file);

/** What is drawn of a point, with its unit. */
const MEASURES = [
  { title: 'step (s)', of: ({ seconds }: GrowthRow) => seconds },
  { title: 'peak memory (GiB)', of: ({ peakBytes }: GrowthRow) => peakBytes / 2 ** 30 },
];

/** From the smallest to the largest value of an axis: how many times the value, the time and the memory grow. */
export interface GrowthFactor {
  axis: GrowthAxis;
  engine: string;
  value: number;
  seconds: number;
  peakBytes: number;
}

const enginesOf = ({ rows }: Growth): string[] => [...new Set(rows.map(({ engine }) => engine))];

const pointsOf = ({ rows }: Growth, axis: GrowthAxis, engine: string): GrowthRow[] =>
  rows.filter((row) => row.axis === axis && row.engine === engine).sort((a, b) => a.value - b.value);

/** How much each axis costs each engine, first to last point. */
export const growthFactors = (growth: Growth): GrowthFactor[] =>
  enginesOf(growth).flatMap((engine) =>
    (Object.keys(GROWTH_AXES) as GrowthAxis[]).flatMap((axis) => {
      const points = pointsOf(growth, axis, engine);
      if (points.length < 2) return [];
      const [first, last] = [itemAt(points, 0, 'points'), itemAt(points, points.length - 1, 'points')];
      const times = (key: 'value' | 'seconds' | 'peakBytes') => last[key] / first[key];
      return [{ axis, engine, value: times('value'), seconds: times('seconds'), peakBytes: times('peakBytes') }];
    }),
  );

/** One sentence per engine: what sixteen times the batch cost, and so on. */
export const growthText = (growth: Growth): string =>
  enginesOf(growth)
    .map((engine) => {
      const parts = growthFactors(growth)
        .filter((factor) => factor.engine === engine)
        .map(
          ({ axis, value, seconds, peakBytes }) =>
            `${value.toFixed(0)} times the ${GROWTH_AXES[axis]}: ${seconds.toFixed(1)} times the time, ${peakBytes.toFixed(1)} times the memory`,
        );
      return `${engine}: ${parts.join('; ')}.`;
    })
    .join(' ');

/** Labels of a logarithmic axis. */
const LABELS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50];

/** One range for the panels of a row, so that what hardly grows looks so: the logarithms of its ends, with a margin. */
function rangeOf(values: readonly number[]): [number, number] {
  const logarithms = values.map(Math.log10);
  return [Math.min(...logarithms) - 0.08, Math.max(...logarithms) + 0.08];
}

/** Time above, memory below; one column for each thing that is changed. Both axes are logarithmic. */
export function growthFigure(growth: Growth, { name, title }: { name: string; title: string }): Figure {
  const measured = new Set(growth.rows.map(({ axis }) => axis));
  const axes = (Object.keys(GROWTH_AXES) as GrowthAxis[]).filter((axis) => measured.has(axis));
  const panels = MEASURES.flatMap((measure) => axes.map((axis) => ({ measure, axis })));
  return panelFigure({
    ...{ name, title, alt: growthText(growth) },
    titles: panels.map(() => ''),
    columns: axes.length,
    xTitle: panels.map(({ axis }) => GROWTH_AXES[axis]),
    yTitle: panels.map(({ measure }) => measure.title),
    sharedX: false,
    sharedY: false,
    x: { type: 'log', dtick: Math.log10(2) },
    y: { type: 'log', tickvals: LABELS, ticktext: LABELS.map(String) },
    height: 560,
    layout: Object.fromEntries(
      panels.map(({ measure }, p) => [
        `yaxis${p === 0 ? '' : p + 1}`,
        { range: rangeOf(growth.rows.map((row) => measure.of(row))) },
      ]),
    ),
    draw: (p) => {
      const { measure, axis } = itemAt(panels, p, 'panels');
      return enginesOf(growth).map((engine, i) => {
        const points = pointsOf(growth, axis, engine);
        return {
          name: engine,
          mode: 'lines+markers',
          x: points.map(({ value }) => value),
          y: points.map(measure.of),
          line: seriesStyle(i),
        };
      });
    },
  });
}
