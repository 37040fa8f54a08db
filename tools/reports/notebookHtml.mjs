import { basename, dirname } from 'node:path';
import { asError } from '../asError.mjs';
import { PLOTLY } from './figureHtml.mjs';
import { escapeHtml, joinLines } from './html.mjs';
import { createMarkdown, highlight } from './markdown.mjs';
import { outputHtml, scrollTables } from './outputHtml.mjs';

/**
 * @typedef {object} Report
 * @property {string} name file name without ending
 * @property {string} title first heading
 * @property {string} summary first paragraph, as HTML
 * @property {string} body
 * @property {{ level: number, text: string, id: string }[]} headings
 */

/** @typedef {ReturnType<typeof createMarkdown>} Markdown */
/** @typedef {import('../notebooks/notebook.d.ts').Cell} Cell */
/** @typedef {import('../notebooks/notebook.d.ts').Notebook} Notebook */

/** Calls that put a figure together: `report.lineFigure(`, `study.sweepFigure(`, and those of other names. */
const DRAWS =
  /\b(?:report|study)\.(?:\w*[fF]igure|mapPanel|pictureGrid|blockDiagram|dataFlow|panelLayout|methodSketch|rivalMaps)\(/;

const SHOWN = [PLOTLY, 'image/png', 'image/svg+xml', 'text/html', 'text/markdown'];
const isShown = (/** @type {import('../notebooks/notebook.d.ts').Output} */ { data = {} }) =>
  SHOWN.some((type) => type in data);

/**
 * Whether a cell is about how something looks: tagged `plot`, drawing a figure, or showing a figure, a table, a sentence or an
 * answer, whose words would otherwise stand there twice and an answer above its own fold.
 *
 * @param {Cell} cell
 * @param {string} source
 */
const isAboutLooks = (cell, source) =>
  (cell.metadata?.tags ?? []).includes('plot') || DRAWS.test(source) || (cell.outputs ?? []).some(isShown);

const codeHtml = (/** @type {string} */ source, /** @type {boolean} */ folds) =>
  `<pre class="code${folds ? ' folded-code' : ''}" tabindex="0"><code>${highlight(source)}</code></pre>`;

/**
 * HTML of a cell's own text: prose, or code with its words marked.
 *
 * @param {Cell} cell
 * @param {Markdown} markdown
 */
export function sourceHtml(cell, markdown) {
  const source = joinLines(cell.source);
  if (cell.cell_type === 'markdown') return scrollTables(markdown.render(source, cell.attachments));
  return source.trim() ? codeHtml(source, isAboutLooks(cell, source)) : '';
}

/**
 * Title and summary for the index, read from the first cell.
 *
 * @param {string} file
 * @param {Notebook} notebook
 * @param {Markdown} markdown
 */
export function describe(file, notebook, markdown) {
  const first = notebook.cells.find((cell) => cell.cell_type === 'markdown');
  const html = first ? markdown.render(joinLines(first.source), first.attachments) : '';
  const name = basename(file, '.ipynb');
  return { name, title: markdown.headings[0]?.text ?? name, summary: /<p>([\s\S]*?)<\/p>/.exec(html)?.[1] ?? '' };
}

/**
 * A notebook as the body of a page.
 *
 * @param {string} file
 * @param {Notebook} notebook
 * @param {{ still?: boolean }} options still: pictures instead of live plots
 * @returns {Report}
 */
export function notebookHtml(file, notebook, { still = false } = {}) {
  const markdown = createMarkdown(dirname(file));
  // A page of many notebooks (still) has cells of the same name, and nothing that leads to them.
  const anchor = (/** @type {Cell} */ { id }) => (id && !still ? ` id="${escapeHtml(id)}"` : '');
  const sections = notebook.cells.map((cell, i) => {
    try {
      if (cell.cell_type === 'markdown')
        return `<section class="text"${anchor(cell)}>${sourceHtml(cell, markdown)}</section>`;
      if (cell.cell_type !== 'code') return '';
      const outputs = (cell.outputs ?? []).map(
        (output) => `<div class="output">${outputHtml(output, { still, markdown })}</div>`,
      );
      return `<section class="cell"${anchor(cell)}>${sourceHtml(cell, markdown)}${outputs.join('\n')}</section>`;
    } catch (error) {
      throw new Error(`${file}, cell ${i + 1}: ${asError(error).message}`);
    }
  });
  const { headings } = markdown;
  return {
    ...describe(file, notebook, createMarkdown(dirname(file))),
    body: sections.filter(Boolean).join('\n'),
    headings: [...headings],
  };
}
