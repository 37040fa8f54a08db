import { ShapeError } from 'borad/base';
import { categoryStyle } from './categoryStyle';
import type { PlotlyObject } from './figure';
import type { PanelAxes } from './panelLayout';

export interface CategoryTracesOptions {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** The category of each point. */
  categories: readonly string[];
  /** Size of a point in CSS pixels. Default 7. */
  size?: number;
  /** Panel of {@link panelLayout} to draw in. */
  axes?: PanelAxes;
  /** Whether the legend names the categories. Default true; false in all panels but the first. */
  legend?: boolean;
}

/**
 * Points coloured by category, one plotly trace per category, sorted by name.
 *
 * @throws {ShapeError} x, y and categories have different lengths.
 */
export function categoryTraces(options: CategoryTracesOptions): PlotlyObject[] {
  const { x, y, categories, size = 7, axes, legend } = options;
  if (x.length !== categories.length || y.length !== categories.length) {
    throw new ShapeError(
      `categoryTraces: expected one x and one y for each of ${categories.length} categories, got ${x.length} and ${y.length}.`,
    );
  }
  return [...new Set(categories)].sort().map((category) => {
    const own = categories.flatMap((c, i) => (c === category ? [i] : []));
    const { label, color, symbol } = categoryStyle(category);
    return {
      name: label,
      legendgroup: label,
      showlegend: legend !== false,
      mode: 'markers',
      x: own.map((i) => x[i]),
      y: own.map((i) => y[i]),
      marker: { color, symbol, size, opacity: 0.85, line: { width: 0.5, color: '#ffffff' } },
      ...axes,
    };
  });
}
