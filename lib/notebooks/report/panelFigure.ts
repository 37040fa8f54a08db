import { type Figure, type FigureOptions, figure, type PlotlyObject } from './figure';
import { type PanelAxes, type PanelLayoutOptions, panelLayout } from './panelLayout';

export interface PanelFigureOptions extends PanelLayoutOptions, Pick<FigureOptions, 'name' | 'title' | 'alt' | 'save'> {
  /** The traces of a panel, which need no axes: they get those of the panel. */
  draw: (panel: number, axes: PanelAxes) => PlotlyObject[];
  /** Further plotly attributes of the layout; those of an axis, a margin or a legend are added to what the panels have. */
  layout?: PlotlyObject;
}

const isPlain = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Attributes of the second over those of the first, one level deep: `{ margin: { l: 130 } }` leaves the other margins. */
function merged(own: PlotlyObject, further: PlotlyObject): PlotlyObject {
  const entries = Object.entries(further).map(([key, value]) => [
    key,
    isPlain(value) && isPlain(own[key]) ? { ...own[key], ...value } : value,
  ]);
  return { ...own, ...Object.fromEntries(entries) };
}

/** A name stands in the legend once, and hides its traces in all panels; what has no name is not in it. */
function namedOnce(data: PlotlyObject[]): PlotlyObject[] {
  const named = new Set<string>();
  return data.map((trace) => {
    if (trace.name === undefined) return { showlegend: false, ...trace };
    const group = String(trace.legendgroup ?? trace.name);
    const isFirst = trace.showlegend !== false && !named.has(group);
    if (isFirst) named.add(group);
    return { ...trace, legendgroup: group, showlegend: isFirst };
  });
}

/**
 * Small multiples in one call: what is drawn in each panel, out of which numbers, titled so.
 *
 * @throws {OptionError} there is no panel, or as `figure` does: a name, title, text alternative or axis title is missing.
 */
export function panelFigure(options: PanelFigureOptions): Figure {
  const { name, title, alt, save, draw, layout: further = {}, ...panels } = options;
  const { layout, axes } = panelLayout(panels);
  const data = axes.flatMap((own, p) => draw(p, own).map((trace) => ({ ...trace, ...own })));
  return figure({ name, title, alt, save, data: namedOnce(data), layout: merged(layout, further) });
}
