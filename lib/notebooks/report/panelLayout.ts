import { OptionError } from 'borad/base';
import { COMMON_TITLE, type PlotlyObject } from './figure';

/** The axes of one panel, to be spread into its traces. */
export interface PanelAxes {
  xaxis: string;
  yaxis: string;
}

export interface PanelLayoutOptions {
  /** Drawn above each panel; their number is the number of panels. */
  titles: string[];
  /** Panels in a row. Default: all up to 4. */
  columns?: number;
  /** Heights of the rows in relation to each other, where rows hold lists of different length. Default: all equal. */
  heights?: number[];
  /** Titles of the axes, with units: one in the middle for all panels, or one at each panel. */
  xTitle?: string | string[];
  yTitle?: string | string[];
  /** One range for all panels, with numbers at the outer axes only. Default true for both. */
  sharedX?: boolean;
  sharedY?: boolean;
  /** Where the legend goes: in a line above the panels, in a column at the right (many names), or nowhere. Default `top`. */
  legend?: 'top' | 'right' | 'none';
  /** Further plotly attributes of every x and y axis: `{ type: 'log' }`, `{ visible: false }`. */
  x?: PlotlyObject;
  y?: PlotlyObject;
  /** Size of the figure in CSS pixels. Default 720 wide, 250 high per row plus room for titles. */
  width?: number;
  height?: number;
}

export interface PanelLayout {
  layout: PlotlyObject;
  /** One per panel, row by row. */
  axes: PanelAxes[];
}

/** Space in CSS pixels around the panels, by place of the legend. */
const HEAD = { top: 92, right: 70, none: 70 };
const BOTTOM = 62;
const LEFT = 68;
const RIGHT = { top: 16, right: 160, none: 16 };
/** Distance of a common axis title from the panels. */
const TITLE_GAP = { x: 28, y: 42 };

/** Space in CSS pixels between panels: enough for a title above, and for numbers and an axis title where these are not shared. */
const GAP = { bare: 18, ticks: 52, ticksAndTitle: 76, title: 34, titleAndTicks: 52, all: 84 };

/**
 * A plotly layout of small multiples: panels in rows, each with its title, numbers on outer axes only where the range is shared.
 *
 * @throws {OptionError} no panel, or an unusable number of columns or heights.
 */
export function panelLayout(options: PanelLayoutOptions): PanelLayout {
  const { titles, sharedX = true, sharedY = true, legend = 'top', x = {}, y = {} } = options;
  const count = titles.length;
  if (count === 0) throw new OptionError('panelLayout: expected at least one title, got none.');
  const columns = options.columns ?? Math.min(4, count);
  if (!(Number.isInteger(columns) && columns >= 1 && columns <= count))
    throw new OptionError(`panelLayout: expected 1 to ${count} columns, got ${columns}.`);
  const rows = Math.ceil(count / columns);
  const width = options.width ?? 720;
  const margin = { l: LEFT, r: RIGHT[legend], t: HEAD[legend], b: BOTTOM };
  const height = options.height ?? margin.t + margin.b + 200 * rows;
  const [innerWidth, innerHeight] = [width - margin.l - margin.r, height - margin.t - margin.b];
  const common = { x: typeof options.xTitle === 'string', y: typeof options.yTitle === 'string' };
  const bareX = x.visible === false;
  const bareY = y.visible === false;
  const gapX = (sharedY || bareY ? GAP.bare : common.y ? GAP.ticks : GAP.ticksAndTitle) / innerWidth;
  const gapY = (sharedX || bareX ? GAP.title : common.x ? GAP.titleAndTicks : GAP.all) / innerHeight;
  const w = (1 - gapX * (columns - 1)) / columns;
  const heights = options.heights ?? Array.from({ length: rows }, () => 1);
  if (heights.length !== rows || heights.some((height) => !(height > 0)))
    throw new OptionError(`panelLayout: expected ${rows} heights above 0, got [${heights.join(', ')}].`);
  const unit = (1 - gapY * (rows - 1)) / heights.reduce((sum, height) => sum + height, 0);
  const layout: PlotlyObject = { width, height, margin, annotations: [] };
  layout.title = { y: 1 - 18 / height, yref: 'container', yanchor: 'top' };
  layout.showlegend = legend !== 'none';
  layout.legend =
    legend === 'top'
      ? { orientation: 'h', x: 0, xanchor: 'left', y: 1 + 24 / innerHeight, yanchor: 'bottom' }
      : { x: 1 + 12 / innerWidth, xanchor: 'left', y: 1, yanchor: 'top' };
  const note = { xref: 'paper', yref: 'paper', showarrow: false };
  if (common.x && !bareX) {
    const place = { x: 0.5, y: 0, xanchor: 'center', yanchor: 'top', yshift: -TITLE_GAP.x };
    layout.annotations.push({ ...note, ...place, name: COMMON_TITLE.x, text: options.xTitle, font: { size: 15 } });
  }
  if (common.y && !bareY) {
    const place = { x: 0, y: 0.5, xanchor: 'right', yanchor: 'middle', xshift: -TITLE_GAP.y, textangle: -90 };
    layout.annotations.push({ ...note, ...place, name: COMMON_TITLE.y, text: options.yTitle, font: { size: 15 } });
  }
  const own = (title: string | string[] | undefined, panel: number): PlotlyObject =>
    Array.isArray(title) ? { title: { text: title[panel] ?? '' } } : {};
  const axes = titles.map((title, p): PanelAxes => {
    const row = Math.floor(p / columns);
    const column = p % columns;
    const suffix = p === 0 ? '' : String(p + 1);
    const left = column * (w + gapX);
    const above = heights.slice(0, row).reduce((sum, height) => sum + height, 0);
    const [top, h] = [1 - above * unit - row * gapY, (heights[row] ?? 1) * unit];
    const lowest = p + columns >= count;
    layout[`xaxis${suffix}`] = {
      domain: [left, Math.min(1, left + w)],
      anchor: `y${suffix}`,
      ...(sharedX && p > 0 ? { matches: 'x' } : {}),
      ...(sharedX && !lowest ? { showticklabels: false } : own(options.xTitle, p)),
      ...x,
    };
    layout[`yaxis${suffix}`] = {
      domain: [row === rows - 1 ? 0 : top - h, top],
      anchor: `x${suffix}`,
      ...(sharedY && p > 0 ? { matches: 'y' } : {}),
      ...(sharedY && column > 0 ? { showticklabels: false } : own(options.yTitle, p)),
      ...y,
    };
    const place = { x: left + w / 2, y: top, xanchor: 'center', yanchor: 'bottom' };
    layout.annotations.push({ ...note, ...place, text: title, font: { size: 13 } });
    return { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
  });
  return { layout, axes };
}
