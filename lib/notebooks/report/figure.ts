import { OptionError } from 'borad/base';
import { roundNumbers } from './roundNumbers';
import { template } from './template';

/** A plotly trace or layout: plain data. */
// biome-ignore lint/suspicious/noExplicitAny: plotly's attributes are an open set of plain data
export type PlotlyObject = Record<string, any>;

export interface FigureOptions {
  /** File name under `figures/`, lower case with hyphens: `loss-curve`. */
  name: string;
  /** Drawn above the plot. */
  title: string;
  /** One or two sentences that tell a reader who cannot see the figure what it shows. */
  alt: string;
  /** plotly traces. */
  data: PlotlyObject[];
  /** plotly layout; every visible axis needs a title with its unit. */
  layout?: PlotlyObject;
  /** Whether `show` writes `figures/NAME.png` and `.json`. Default true. */
  save?: boolean;
}

export interface Figure {
  kind: 'figure';
  name: string;
  title: string;
  alt: string;
  data: PlotlyObject[];
  layout: PlotlyObject;
  save: boolean;
}

/** Width and height of a figure that names none, in CSS pixels. */
export const DEFAULT_SIZE = { width: 720, height: 440 };

/** Trace types that are drawn on x and y axes. */
const CARTESIAN = new Set([
  'scatter',
  'bar',
  'box',
  'violin',
  'histogram',
  'histogram2d',
  'histogram2dcontour',
  'heatmap',
  'contour',
  'image',
  'waterfall',
  'funnel',
  'ohlc',
  'candlestick',
]);

/** Throws {OptionError} unless the text is a file name made of lower-case words, digits and hyphens. */
export function checkName(what: string, name: string): void {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name ?? '')) {
    throw new OptionError(`${what}: expected a name of lower-case letters, digits and hyphens, got "${name}".`);
  }
}

/** Throws {OptionError} when the text alternative is missing. */
export function checkAlt(what: string, alt: string): void {
  if (!(alt ?? '').trim()) {
    throw new OptionError(`${what}: the text alternative \`alt\` is empty. Say in a sentence what the picture shows.`);
  }
}

/** Names of the annotations that title all x or all y axes at once, for small multiples. */
export const COMMON_TITLE = { x: 'x-title', y: 'y-title' };

const titleText = (axis: PlotlyObject | undefined): string => {
  const title = axis?.title;
  return String((typeof title === 'object' ? title?.text : title) ?? '').trim();
};

const hidden = (axis: PlotlyObject | undefined): boolean => axis?.visible === false || axis?.showticklabels === false;

/** Types that need WebGL, which is not there without a browser: they would leave the picture empty. */
const WEBGL = /gl$|3d$|^surface$|^volume$|^cone$|^streamtube$|^splom$|mapbox$|^parcoords$/;

function checkAxes(name: string, data: PlotlyObject[], layout: PlotlyObject): void {
  const used = new Map<string, PlotlyObject | undefined>();
  for (const trace of data) {
    const type = trace.type ?? 'scatter';
    if (WEBGL.test(type)) {
      throw new OptionError(
        `figure "${name}": traces of type ${type} cannot be drawn without a browser. Use scatter, heatmap or contour.`,
      );
    }
    if (!CARTESIAN.has(type)) continue;
    for (const letter of ['x', 'y']) {
      const key = `${letter}axis${String(trace[`${letter}axis`] ?? letter).slice(1)}`;
      used.set(key, layout[key]);
    }
  }
  const notes: PlotlyObject[] = layout.annotations ?? [];
  const common = (key: string): boolean =>
    notes.some(({ name: called, text }) => called === COMMON_TITLE[key[0] as 'x' | 'y'] && text?.trim());
  const bare = [...used].filter(([key, axis]) => !hidden(axis) && !titleText(axis) && !common(key)).map(([key]) => key);
  if (bare.length) {
    throw new OptionError(
      `figure "${name}": no title on ${bare.join(', ')}. Set layout.${bare[0]}.title.text with the unit, or hide the axis by visible: false.`,
    );
  }
  for (const axis of used.values()) checkText(name, titleText(axis));
  for (const { text } of notes) checkText(name, String(text ?? ''));
}

/** plotly sets TeX only where MathJax is loaded, which neither the pictures nor the reports do. */
function checkText(name: string, text: string): void {
  if (/\$.+\$/.test(text)) {
    throw new OptionError(
      `figure "${name}": "${text}" has a TeX formula. Use Unicode with <sub>, <sup> and <i>: λ<sub>s</sub>.`,
    );
  }
}

/**
 * A plotly figure in the shared look, with a text alternative. Numbers are rounded to five significant digits, so that
 * notebooks stay small; nothing that is given is changed.
 *
 * @throws {OptionError} name, title or alt is missing, there is no trace, a visible axis has no title, a title holds TeX, or a
 *   trace needs WebGL.
 */
export function figure(options: FigureOptions): Figure {
  const { name, title, alt, data, layout = {}, save = true } = options;
  checkName('figure', name);
  checkAlt(`figure "${name}"`, alt);
  if (!(title ?? '').trim()) throw new OptionError(`figure "${name}": the title is empty.`);
  if (!Array.isArray(data) || data.length === 0)
    throw new OptionError(`figure "${name}": expected at least one trace in data, got none.`);
  checkText(name, title);
  checkAxes(name, data, layout);
  const given = layout.title;
  const fullLayout = {
    ...DEFAULT_SIZE,
    template,
    ...layout,
    title: { ...(given && typeof given === 'object' ? given : {}), text: title },
    meta: { name, alt },
  };
  return {
    kind: 'figure',
    name,
    title,
    alt: alt.trim(),
    data: roundNumbers(data),
    layout: roundNumbers(fullLayout),
    save,
  };
}
