import { type Figure, type FigureOptions, figure, type PlotlyObject } from './figure';
import { seriesStyle } from './seriesStyle';

/** One line of a figure. */
export interface FigureLine {
  /** In the legend; a single line needs none. */
  name?: string;
  x: readonly number[];
  y: readonly number[];
}

export interface LineFigureOptions extends Pick<FigureOptions, 'name' | 'title' | 'alt' | 'save'> {
  /** Title of the x axis with its unit, or plotly's attributes of the axis with that title. */
  x: string | (PlotlyObject & { title: string });
  /** The same of the y axis. */
  y: string | (PlotlyObject & { title: string });
  lines: readonly FigureLine[];
  /** plotly's `mode`. Default `lines+markers`. */
  mode?: 'lines' | 'lines+markers' | 'markers';
  /** Size of the figure in CSS pixels. Default 720 by 440. */
  width?: number;
  height?: number;
}

const axisOf = (axis: LineFigureOptions['x']): PlotlyObject =>
  typeof axis === 'string' ? { title: { text: axis } } : { ...axis, title: { text: axis.title } };

/**
 * Lines over one pair of axes, told apart by colour and by dash, or their points alone.
 *
 * @throws {OptionError} as `figure` does: a name, title, text alternative or axis title is missing, or there is no line.
 */
export function lineFigure(options: LineFigureOptions): Figure {
  const { name, title, alt, save, x, y, lines, mode = 'lines+markers', width, height } = options;
  const size = { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
  return figure({
    ...{ name, title, alt, save },
    data: lines.map((line, i) => ({
      ...(line.name === undefined ? { showlegend: false } : { name: line.name }),
      mode,
      x: [...line.x],
      y: [...line.y],
      line: seriesStyle(i),
      ...(mode === 'markers' ? { marker: { color: seriesStyle(i).color, size: 8, opacity: 0.7 } } : {}),
    })),
    layout: { ...size, xaxis: axisOf(x), yaxis: axisOf(y) },
  });
}
