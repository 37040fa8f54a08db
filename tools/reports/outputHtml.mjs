import katex from 'katex';
import { figureHtml, imageHtml, PLOTLY } from './figureHtml.mjs';
import { escapeHtml, joinLines } from './html.mjs';

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of terminals begin with this character
const ANSI = /\x1b\[[0-9;?]*[A-Za-z]/g;

/** @typedef {import('../notebooks/notebook.d.ts').Output} Output */

const pre = (/** @type {string} */ kind, /** @type {string} */ text) =>
  `<pre class="${kind}">${escapeHtml(text.replace(ANSI, ''))}</pre>`;

/**
 * The text alternative of a picture: what the cell stored with it, else its plain text.
 *
 * @param {Output} output
 * @param {string} type
 */
function altOf(output, type) {
  const { metadata, data } = /** @type {{ metadata?: any, data: any }} */ (output);
  return metadata?.[type]?.alt ?? metadata?.alt ?? data[PLOTLY]?.layout?.meta?.alt ?? joinLines(data['text/plain']);
}

/** A row's first cell as its header. */
const withRowHeads = (/** @type {string} */ body) =>
  body.replace(/<tr>(\s*)<td([^>]*)>([\s\S]*?)<\/td>/g, '<tr>$1<th scope="row"$2>$3</th>');

/**
 * A header cell without text names nothing: it becomes an ordinary cell. A head without any text goes, and the first cell of each
 * row is the row's header.
 *
 * @param {string} table
 */
function withoutEmptyHeads(table) {
  const head = table.match(/<thead>[\s\S]*?<\/thead>/)?.[0] ?? '';
  const isEmpty = head !== '' && head.replace(/<[^>]*>|\s/g, '') === '';
  if (isEmpty) return withRowHeads(table.replace(head, ''));
  return table.replace(/<th\b[^>]*>\s*<\/th>/g, '<td></td>');
}

/** A number with its spread, and an interval: a narrow column would break them. */
const WHOLE = /\d[\d.]* ± [\d.–]+|\[[+−-]?\d[\d.]*, [+−-]?\d[\d.]*\]/g;
const withWholes = (/** @type {string} */ table) => table.replace(WHOLE, '<span class="whole">$&</span>');

/** A table may be wider than the page, and then scrolls by itself; how it is printed, the page's own style says. */
export const scrollTables = (/** @type {string} */ html) =>
  html.replace(
    /(?:<style>[^<]*<\/style>\s*)?(<table[\s\S]*?<\/table>)/g,
    (_, table) =>
      `<div class="scroll" tabindex="0" role="group" aria-label="table">${withWholes(withoutEmptyHeads(table))}</div>`,
  );

/**
 * One output of a cell as HTML: the richest form that a page can show.
 *
 * @param {Output} output as the notebook stores it
 * @param {{ still: boolean, markdown: { render(source: string): string } }} options
 */
export function outputHtml(output, { still, markdown }) {
  if (output.output_type === 'stream') return pre(output.name ?? 'stdout', joinLines(output.text));
  if (output.output_type === 'error')
    return pre('error', (output.traceback ?? [`${output.ename}: ${output.evalue}`]).join('\n'));
  const data = /** @type {Record<string, any>} */ (output.data);
  if (data[PLOTLY]) {
    const png = data['image/png'] && joinLines(data['image/png']);
    return figureHtml(data[PLOTLY], { png, alt: altOf(output, 'image/png'), still });
  }
  if (data['text/html']) return scrollTables(joinLines(data['text/html']));
  if (data['text/markdown']) return scrollTables(markdown.render(joinLines(data['text/markdown'])));
  if (data['image/svg+xml'])
    return `<figure role="img" aria-label="${escapeHtml(altOf(output, 'image/svg+xml'))}">${joinLines(data['image/svg+xml'])}</figure>`;
  if (data['text/latex']) {
    return `<p class="formula">${katex.renderToString(joinLines(data['text/latex']).replace(/^\$+|\$+$/g, ''), { displayMode: true })}</p>`;
  }
  for (const type of ['image/png', 'image/jpeg', 'image/gif']) {
    if (data[type])
      return `<figure>${imageHtml(type, joinLines(data[type]), altOf(output, type), /** @type {any} */ (output.metadata)?.[type])}</figure>`;
  }
  return pre('result', joinLines(data['text/plain']));
}
