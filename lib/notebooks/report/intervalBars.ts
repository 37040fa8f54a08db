import { ShapeError } from 'borad/base';
import type { MeanInterval, PairedDifference } from 'borad/statistics';
import type { PlotlyObject } from './figure';
import type { PanelAxes } from './panelLayout';

export interface IntervalBarsOptions {
  /** Names of the bars. */
  labels: readonly string[];
  /** Height and interval of each bar, as {@link meanInterval}, a bootstrap or a paired difference gives them. */
  intervals: readonly (MeanInterval | Pick<PairedDifference, 'mean' | 'low' | 'high'>)[];
  /** One colour for all, or one per bar. */
  color: string | readonly string[];
  /** Name of the trace where several stand side by side. */
  name?: string;
  /** Bars from the left, labels on the y axis. Default false. */
  horizontal?: boolean;
  /** Points with whiskers in place of bars: for differences, and axes that do not begin at 0. Default false. */
  points?: boolean;
  axes?: PanelAxes;
  legend?: boolean;
}

const endsOf = (one: IntervalBarsOptions['intervals'][number]): MeanInterval =>
  'low' in one ? { mean: one.mean, lower: one.low, upper: one.high } : one;

/**
 * Bars (or points) with their intervals as whiskers, lower and upper ends apart.
 *
 * @throws {ShapeError} labels, intervals or colours differ in number.
 */
export function intervalBars(options: IntervalBarsOptions): PlotlyObject {
  const { labels, color, name, horizontal = false, points = false, axes, legend } = options;
  const intervals = options.intervals.map(endsOf);
  const colours = typeof color === 'string' ? labels.map(() => color) : [...color];
  if (intervals.length !== labels.length || colours.length !== labels.length) {
    throw new ShapeError(
      `intervalBars: expected one interval and colour for each of ${labels.length} labels, got ${intervals.length} and ${colours.length}.`,
    );
  }
  const values = intervals.map(({ mean }) => mean);
  const whiskers = {
    type: 'data',
    symmetric: false,
    array: intervals.map(({ mean, upper }) => upper - mean),
    arrayminus: intervals.map(({ mean, lower }) => mean - lower),
    color: '#1f2328',
    thickness: 1.5,
    width: 5,
  };
  const [along, value] = horizontal ? ['y', 'x'] : ['x', 'y'];
  return {
    ...(points ? { type: 'scatter', mode: 'markers' } : { type: 'bar', orientation: horizontal ? 'h' : 'v' }),
    [along]: [...labels],
    [value]: values,
    [`error_${value}`]: whiskers,
    marker: { color: colours, ...(points ? { size: 10 } : {}) },
    ...(name === undefined ? { showlegend: false } : { name, legendgroup: name, showlegend: legend !== false }),
    ...axes,
  };
}
