import { OptionError, ShapeError } from 'borad/base';
import { translucent } from 'borad/display';
import { type IntervalKind, meanInterval } from 'borad/statistics';
import type { PlotlyObject } from './figure';
import type { PanelAxes } from './panelLayout';

export interface BandOptions {
  name: string;
  /** Positions on the x axis, rising. */
  x: ArrayLike<number>;
  /** One curve per seed, each with a value a position. */
  curves: ArrayLike<number>[];
  color: string;
  dash?: string;
  /** What the band means, to be said in title or text. Default `ci95`. */
  interval?: IntervalKind;
  /** Each curve is replaced by its centred moving average over so many positions first. Default 1: as it is. */
  smooth?: number;
  /** At most so many positions are drawn, evenly spaced with both ends. Default 200. */
  points?: number;
  /** Panel of {@link panelLayout} to draw in. */
  axes?: PanelAxes;
  /** Whether the legend names it. Default true; false in all panels but the first. */
  legend?: boolean;
}

/** Mean over the window that fits around each position; shorter at the ends. */
function movingAverage(values: ArrayLike<number>, window: number): Float64Array {
  const half = Math.floor(window / 2);
  return Float64Array.from({ length: values.length }, (_, i) => {
    const reach = Math.min(half, i, values.length - 1 - i);
    let sum = 0;
    for (let k = i - reach; k <= i + reach; k++) sum += values[k];
    return sum / (2 * reach + 1);
  });
}

function keptPositions(length: number, points: number): number[] {
  if (length <= points) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: points }, (_, i) => Math.round((i * (length - 1)) / (points - 1)));
}

/**
 * The mean curve of repetitions with a translucent band, as two plotly traces of one legend entry: the band, then the line.
 *
 * @returns the line alone for a single repetition.
 * @throws {ShapeError} a curve has another length than x. @throws {OptionError} a setting is out of range.
 * @throws {DataError} there is no curve. @throws {NumericError} a value is not finite.
 */
export function bandTraces(options: BandOptions): PlotlyObject[] {
  const { name, x, curves, color, dash = 'solid', interval = 'ci95', smooth = 1, points = 200, axes, legend } = options;
  if (!(smooth >= 1 && points >= 2))
    throw new OptionError(`bandTraces "${name}": expected smooth >= 1 and points >= 2, got ${smooth} and ${points}.`);
  for (const curve of curves) {
    if (curve.length !== x.length)
      throw new ShapeError(`bandTraces "${name}": a curve has ${curve.length} values for ${x.length} positions.`);
  }
  const smoothed = smooth > 1 ? curves.map((curve) => movingAverage(curve, smooth)) : curves;
  const kept = keptPositions(x.length, points);
  const at = kept.map((i) => x[i]);
  const values = kept.map((i) =>
    meanInterval(
      smoothed.map((curve) => curve[i]),
      interval,
    ),
  );
  const shared = { name, legendgroup: name, ...axes };
  const line = {
    ...shared,
    mode: 'lines',
    x: at,
    y: values.map(({ mean }) => mean),
    line: { color, dash, width: 2 },
    showlegend: legend !== false,
  };
  if (curves.length < 2) return [line];
  const band = {
    ...shared,
    mode: 'lines',
    x: [...at, ...[...at].reverse()],
    y: [...values.map(({ upper }) => upper), ...values.map(({ lower }) => lower).reverse()],
    line: { width: 0 },
    fill: 'toself',
    fillcolor: translucent(color, 0.2),
    hoverinfo: 'skip',
    showlegend: false,
  };
  return [band, line];
}
