import { escapeHtml, scriptJson } from './html.mjs';

export const PLOTLY = 'application/vnd.plotly.v1+json';
/** @typedef {{ data: any[], layout?: any }} Spec a figure as plotly takes it */

/** Longest data table that stands under a figure. */
const MAX_ROWS = 120;

/**
 * The points of line, marker and bar traces as a table, for those who cannot use the picture; empty for long or other data.
 *
 * @param {Spec} spec
 */
function dataTable({ data, layout }) {
  const traces = data.filter(
    (trace) => ['scatter', 'bar', undefined].includes(trace.type) && Array.isArray(trace.x) && Array.isArray(trace.y),
  );
  const count = traces.reduce((sum, trace) => sum + trace.x.length, 0);
  if (!count || traces.length !== data.length || count > MAX_ROWS) return '';
  const axis = (/** @type {string} */ name) => escapeHtml(layout?.[name]?.title?.text ?? name[0]);
  const rows = traces.flatMap((trace, t) =>
    trace.x.map(
      (/** @type {unknown} */ x, /** @type {number} */ i) =>
        `<tr><th scope="row">${escapeHtml(trace.name ?? `series ${t + 1}`)}</th><td>${escapeHtml(x)}</td><td>${escapeHtml(trace.y[i] ?? '–')}</td></tr>`,
    ),
  );
  return `<details class="data"><summary>Data of the figure</summary><table><thead><tr><th scope="col">series</th><th scope="col">${axis('xaxis')}</th><th scope="col">${axis('yaxis')}</th></tr></thead><tbody>${rows.join('')}</tbody></table></details>`;
}

/**
 * An image with its text alternative.
 *
 * @param {string} type
 * @param {string} base64
 * @param {string} alt
 * @param {{ width?: number, height?: number }} [size] pixels
 */
export function imageHtml(type, base64, alt, { width, height } = {}) {
  const size = width && height ? ` width="${width}" height="${height}"` : '';
  return `<img src="data:${type};base64,${base64.replace(/\s/g, '')}" alt="${escapeHtml(alt)}"${size}>`;
}

/**
 * A plotly figure. The still picture stands there first and stays where scripts do not run; the script of the page puts the
 * live plot in its place.
 *
 * @param {Spec} spec data, layout and config of plotly
 * @param {{ png?: string, alt: string, still: boolean }} options still: the picture alone, for print
 */
export function figureHtml(spec, { png, alt, still }) {
  const { width = 720, height = 440 } = spec.layout ?? {};
  const picture = png ? imageHtml('image/png', png, still ? alt : '', { width, height }) : '';
  if (still) return `<figure>${picture}</figure>`;
  const box = `<div class="plot" role="group" aria-label="${escapeHtml(alt)}" style="max-width:${width}px;min-height:${height}px">${picture}<script type="application/json">${scriptJson(spec)}</script></div>`;
  return `<figure>${box}${dataTable(spec)}</figure>`;
}
