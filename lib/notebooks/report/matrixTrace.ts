import { ShapeError } from 'borad/base';
import { type SequentialName, sequentialScale } from 'borad/display';
import type { PlotlyObject } from './figure';
import type { PanelAxes } from './panelLayout';

export interface MatrixOptions {
  /** Rows of values, the first at the top once the y axis is `matrixAxis`; null leaves a cell empty. */
  z: readonly (ArrayLike<number> | (number | null)[])[];
  /** Names of columns and rows. */
  x: readonly string[];
  y: readonly string[];
  /** What the colours mean, with unit, at the colour bar. */
  label: string;
  /** Digits of the number in each cell; null leaves the numbers out. Default 2. */
  digits?: number | null;
  /** Values of the first and the last colour. Default: the least and the greatest. */
  min?: number;
  max?: number;
  colours?: SequentialName;
  /** Colours of the least and the greatest value around a light middle, in place of `colours`: for values that lie to two sides. */
  sides?: readonly [least: string, greatest: string];
  /** What stands in the cells in place of the numbers. */
  text?: readonly (readonly string[])[];
  /** Whether the colour bar is drawn. Default true; false in all panels but the last. */
  bar?: boolean;
  /** Panel of {@link panelLayout} to draw in. */
  axes?: PanelAxes;
}

/** y axis of a matrix: first row at the top, every row named. x axes of many columns want `tickangle: -45` too. */
export const matrixAxis: PlotlyObject = {
  autorange: 'reversed',
  type: 'category',
  dtick: 1,
  showgrid: false,
  ticks: '',
  showline: false,
};

/** Neither side: light, so that dark ends stand out on both. */
const MIDDLE = '#f7f7f7';

const sidesScale = ([least, greatest]: readonly [string, string]) => [
  [0, least],
  [0.5, MIDDLE],
  [1, greatest],
];

const numbersIn = (digits: number | null): PlotlyObject =>
  digits === null ? {} : { texttemplate: `%{z:.${digits}f}`, textfont: { size: 11 } };

/**
 * A matrix as a heat map with its numbers in the cells, in a perceptually uniform map.
 *
 * @throws {ShapeError} z has another number of rows or columns than there are names.
 */
export function matrixTrace(options: MatrixOptions): PlotlyObject {
  const { z, x, y, label, digits = 2, min, max, colours = 'viridis', sides, text, bar = true, axes } = options;
  if (z.length !== y.length) throw new ShapeError(`matrixTrace: got ${z.length} rows for ${y.length} names.`);
  z.forEach((row, r) => {
    if (row.length !== x.length)
      throw new ShapeError(`matrixTrace: row "${y[r]}" has ${row.length} values for ${x.length} columns.`);
  });
  return {
    type: 'heatmap',
    z: z.map((row) => Array.from(row as ArrayLike<number>)),
    x: [...x],
    y: [...y],
    ...(min === undefined ? {} : { zmin: min }),
    ...(max === undefined ? {} : { zmax: max }),
    ...(min === undefined && max === undefined ? {} : { zauto: false }),
    colorscale: sides ? sidesScale(sides) : sequentialScale(colours),
    showscale: bar,
    colorbar: { title: { text: label, side: 'right' }, thickness: 14, outlinewidth: 0 },
    xgap: 1,
    ygap: 1,
    ...(text ? { text: text.map((row) => [...row]), texttemplate: '%{text}' } : numbersIn(digits)),
    hoverongaps: false,
    ...axes,
  };
}
