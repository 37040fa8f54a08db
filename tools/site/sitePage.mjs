import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { escapeHtml, scriptJson } from '../reports/html.mjs';

const read = (/** @type {string} */ path) =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const css = () => `${read('tools/reports/report.css')}\n${read('site/site.css')}`;
const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text).digest('base64');

/** Nothing but the page's own script runs, and nothing is fetched or sent. */
const policy = (/** @type {string} */ script) =>
  `default-src 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'sha256-${sha256(script)}' 'wasm-unsafe-eval'`;

/** Characters of a packed file in one element: a browser reads a text of many megabytes more slowly than the same in pieces. */
const PIECE = 512 * 1024;

/**
 * A file as elements of the page, each of which can be decoded by itself: their lengths are multiples of four.
 *
 * @param {string} name
 * @param {Uint8Array} bytes
 */
function packed(name, bytes) {
  const text = gzipSync(bytes).toString('base64');
  const pieces = Array.from({ length: Math.ceil(text.length / PIECE) }, (_, i) =>
    text.slice(i * PIECE, (i + 1) * PIECE),
  );
  return pieces
    .map((piece) => `<script type="application/octet-stream" data-file="${name}">${piece}</script>`)
    .join('\n');
}

/** @type {(pages: { name: string, short: string }[], name: string) => string} */
const navigation = (pages, name) =>
  [{ name: 'index', short: 'BoRAD' }, ...pages]
    .map((page) => `<a href="${page.name}.html"${page.name === name ? ' aria-current="page"' : ''}>${page.short}</a>`)
    .join('\n');

/**
 * A page that readers drive, whole in one file.
 *
 * @param {object} parts
 * @param {string} parts.name of the file, without ending
 * @param {string} parts.title
 * @param {string} parts.body
 * @param {string} parts.script
 * @param {object} parts.data numbers that the script reads
 * @param {Record<string, Uint8Array>} [parts.files] by the name under which the script unpacks them. The first stands above the script,
 *   which can unpack it while the browser still reads the others
 * @param {{ name: string, short: string }[]} parts.pages all pages, for the way between them
 */
export function sitePage({ name, title, body, script, data, files = {}, pages }) {
  const [first = '', ...others] = Object.entries(files).map(([file, bytes]) => packed(file, bytes));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy(script)}">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>
${css()}
</style>
</head>
<body class="site">
<a class="skip" href="#content">To the content</a>
<header><nav aria-label="Site">
${navigation(pages, name)}
</nav></header>
<main id="content">
${body}
</main>
<footer><a href="notices.txt">Licences of what is in this page</a></footer>
<script type="application/json" id="page-data">${scriptJson(data)}</script>
${first}
<script>${script}</script>
${others.join('\n')}
</body>
</html>
`;
}
