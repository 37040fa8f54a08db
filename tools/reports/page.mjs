import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { escapeHtml } from './html.mjs';
import { stackPanels } from './stackPanels.mjs';

// plotly.js-dist is a dependency of the library.
const require = createRequire(new URL('../../lib/notebooks/package.json', import.meta.url));
const here = dirname(fileURLToPath(import.meta.url));

/** A page may use what is in it, and nothing from any network. */
const POLICY =
  "default-src 'none'; img-src data: blob:; font-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'; worker-src blob:";

/** @type {Map<string, string>} */
const cached = new Map();
/** @type {(key: string, make: () => string) => string} */
const once = (key, make) => {
  const text = cached.get(key) ?? make();
  cached.set(key, text);
  return text;
};

/** KaTeX's style sheet with its fonts in it. */
const katexCss = () =>
  once('katex', () => {
    const folder = dirname(createRequire(import.meta.url).resolve('katex/dist/katex.min.css'));
    const font = (/** @type {string} */ name) =>
      `url(data:font/woff2;base64,${readFileSync(join(folder, 'fonts', name)).toString('base64')}) format("woff2")`;
    return readFileSync(join(folder, 'katex.min.css'), 'utf8').replace(
      /src:[^;}]*?url\(fonts\/([^)]+\.woff2)\)[^;}]*/g,
      (_, name) => `src:${font(name)}`,
    );
  });

/** plotly.js, packed: a quarter of its size; the page's script unpacks it. */
const plotlyPacked = () =>
  once('plotly', () =>
    gzipSync(readFileSync(require.resolve('plotly.js-dist/plotly.js')), { level: 9 }).toString('base64'),
  );

const file = (/** @type {string} */ name) => once(name, () => readFileSync(join(here, name), 'utf8'));

/**
 * A list without numbers of its own: headings have theirs.
 *
 * @param {{ level: number, text: string, id: string }[]} headings
 */
function contents(headings) {
  const parts = headings.filter(({ level }) => level === 2);
  if (parts.length < 3) return '';
  return `<nav class="contents" aria-label="Contents"><ul>${parts.map(({ text, id }) => `<li><a href="#${id}">${escapeHtml(text)}</a></li>`).join('')}</ul></nav>`;
}

/**
 * A whole page that needs nothing but itself.
 *
 * @param {{ title: string, body: string, headings?: { level: number, text: string, id: string }[], home?: boolean, source?: string }} parts
 *   home: whether a link to the index stands above; source: the notebook that the page was made of
 */
export function page({ title, body, headings = [], home = true, source }) {
  const folds = body.includes('folded-code')
    ? '<label class="switch"><input type="checkbox" id="show-code"> Show the code of figures, tables and sentences</label>\n'
    : '';
  const live = body.includes('class="plot"');
  const css = [file('report.css'), ...(body.includes('class="katex"') ? [katexCss()] : [])].join('\n');
  const scripts = live
    ? `<script type="application/octet-stream" id="plotly-packed">${plotlyPacked()}</script>\n<script>${stackPanels}\n${file('draw.js')}</script>\n`
    : '';
  const wide = `<script>${file('wide.js')}</script>\n`;
  return `<!doctype html>
<html lang="en"${live ? '' : ' data-ready="true"'}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(title)}</title>
<style>
${css}
</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
${home ? '<header><nav aria-label="Reports"><a href="index.html">All reports</a></nav></header>\n' : ''}<main id="content">
${contents(headings)}${folds}${body}
</main>
${source ? `<footer>Made from <code>${escapeHtml(source)}</code>.</footer>\n` : ''}${wide}${scripts}</body>
</html>
`;
}
