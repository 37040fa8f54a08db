import { DataError, NumericError, OptionError } from '../base';
import type { PlotlyObject } from './figure';
import { translucent } from './palette';
import type { PanelAxes } from './panelLayout';

export interface HistogramGroup {
  name: string;
  values: ArrayLike<number>;
  color: string;
  dash?: string;
}

export interface HistogramOptions {
  groups: HistogramGroup[];
  /** Bins that all groups share. Default 40. */
  bins?: number;
  /** First and last edge; values beyond are counted in the bins at the ends. Default: least and greatest value. */
  range?: [number, number];
  /** Height of a bin: the share of its group's values (0 to 1), or their number. Default `share`. */
  height?: 'share' | 'count';
  /** Panel of {@link panelLayout} to draw in. */
  axes?: PanelAxes;
  legend?: boolean;
}

function countBins(values: ArrayLike<number>, bins: number, [low, high]: [number, number]): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor((bins * (values[i] - low)) / (high - low));
    counts[Math.min(bins - 1, Math.max(0, bin))]++;
  }
  return counts;
}

function ends(groups: HistogramGroup[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { name, values } of groups) {
    if (values.length === 0) throw new DataError(`histogramTraces: group "${name}" has no value.`);
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i]))
        throw new NumericError(`histogramTraces: value ${i} of group "${name}" is ${values[i]}, expected finite ones.`);
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
  }
  return low < high ? [low, high] : [low - 0.5, low + 0.5];
}

/**
 * Histograms of groups on common bins, counted here so that a notebook stores bins and not values, as outlines filled
 * translucently that may overlap.
 *
 * @throws {OptionError} no group, or bins or range unusable. @throws {DataError} a group is empty.
 * @throws {NumericError} a value is not finite.
 */
export function histogramTraces(options: HistogramOptions): PlotlyObject[] {
  const { groups, bins = 40, height = 'share', axes, legend } = options;
  if (groups.length === 0) throw new OptionError('histogramTraces: expected at least one group, got none.');
  if (!(Number.isInteger(bins) && bins >= 1))
    throw new OptionError(`histogramTraces: expected a whole number of bins from 1, got ${bins}.`);
  const found = ends(groups);
  const [low, high] = options.range ?? found;
  if (!(low < high)) throw new OptionError(`histogramTraces: expected a rising range, got ${low} to ${high}.`);
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
  return groups.map(({ name, values, color, dash = 'solid' }) => {
    const counts = countBins(values, bins, [low, high]);
    const heights = height === 'share' ? counts.map((count) => count / values.length) : counts;
    return {
      name,
      legendgroup: name,
      showlegend: legend !== false,
      mode: 'lines',
      x: [low, ...edges, high],
      y: [0, ...heights, heights[bins - 1], 0],
      line: { color, dash, width: 1.5, shape: 'hv' },
      fill: 'tozeroy',
      fillcolor: translucent(color, 0.25),
      ...axes,
    };
  });
}
