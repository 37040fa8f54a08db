import { DataError, NumericError, OptionError } from 'borad/base';
import { translucent } from 'borad/display';
import type { PlotlyObject } from './figure';
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

/** How many of the values lie in each of equal bins between low and high; those beyond count in the bins at the ends. */
export function countBins(values: number[], bins: number, [low, high]: [number, number]): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.floor((bins * (value - low)) / (high - low));
    counts[Math.min(bins - 1, Math.max(0, bin))]++;
  }
  return counts;
}

/** The values that are known: NaN stands for what could not be measured. */
function knownValues({ name, values }: HistogramGroup): number[] {
  const known: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    if (!Number.isFinite(values[i]))
      throw new NumericError(
        `histogramTraces: value ${i} of group "${name}" is ${values[i]}, expected finite ones, or NaN where unknown.`,
      );
    known.push(values[i]);
  }
  return known;
}

/** Something must be drawn; values that are all NaN are more likely a mistake than unknown. */
function requireSome(groups: HistogramGroup[], known: number[][]): void {
  if (known.some((values) => values.length > 0)) return;
  const names = groups.map(({ name }) => name).join(', ');
  if (groups.some(({ values }) => values.length > 0))
    throw new NumericError(`histogramTraces: every value is NaN, in ${names}. Expected at least one that is known.`);
  throw new DataError(`histogramTraces: no group has a value: ${names}.`);
}

/** The name with what is missing of its group. */
function legendName({ name, values }: HistogramGroup, known: number[]): string {
  if (known.length === 0) return `${name} (no values)`;
  return known.length < values.length ? `${name} (${values.length - known.length} of ${values.length} unknown)` : name;
}

function ends(groups: number[][]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of groups.flat()) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low < high ? [low, high] : [low - 0.5, low + 0.5];
}

/**
 * Histograms of groups on common bins, counted here so that a notebook stores bins and not values, as outlines filled
 * translucently that may overlap. NaN, a value that is not known, is counted nowhere; the legend says how many those are, and a
 * group without any known value has an empty outline.
 *
 * @throws {OptionError} no group, or bins or range unusable. @throws {DataError} no group has a value.
 * @throws {NumericError} a value is infinite, or all are NaN.
 */
export function histogramTraces(options: HistogramOptions): PlotlyObject[] {
  const { groups, bins = 40, height = 'share', axes, legend } = options;
  if (groups.length === 0) throw new OptionError('histogramTraces: expected at least one group, got none.');
  if (!(Number.isInteger(bins) && bins >= 1))
    throw new OptionError(`histogramTraces: expected a whole number of bins from 1, got ${bins}.`);
  const known = groups.map(knownValues);
  requireSome(groups, known);
  const [low, high] = options.range ?? ends(known);
  if (!(low < high)) throw new OptionError(`histogramTraces: expected a rising range, got ${low} to ${high}.`);
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
  return groups.map((group, g) => {
    const { name, color, dash = 'solid' } = group;
    const counts = countBins(known[g], bins, [low, high]);
    const isEmpty = known[g].length === 0;
    const heights = height === 'share' ? counts.map((count) => count / known[g].length) : counts;
    return {
      name: legendName(group, known[g]),
      legendgroup: name,
      showlegend: legend !== false,
      mode: 'lines',
      x: isEmpty ? [] : [low, ...edges, high],
      y: isEmpty ? [] : [0, ...heights, heights[bins - 1], 0],
      line: { color, dash, width: 1.5, shape: 'hv' },
      fill: 'tozeroy',
      fillcolor: translucent(color, 0.25),
      ...axes,
    };
  });
}
