import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNotebooks, readNotebook, writeAtomic } from '../notebooks/notebookFile.mjs';
import { escapeHtml } from '../reports/html.mjs';
import { notebookHtml } from '../reports/notebookHtml.mjs';
import { page } from '../reports/page.mjs';
import { bundle } from './bundle.mjs';
import { insideSite } from './insideSite.mjs';
import { PAGES } from './pages.mjs';
import { siteIndex } from './siteIndex.mjs';
import { sitePage } from './sitePage.mjs';

const { study } = /** @type {typeof import('borad-notebooks')} */ (createRequire(import.meta.url)('borad-notebooks'));

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * The page's text with `{{name}}` filled in.
 *
 * @type {(text: string, words: Record<string, unknown>) => string}
 */
const filled = (text, words) =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    if (!(name in words)) throw new Error(`A page asks for "${name}", which its parts do not give.`);
    return escapeHtml(words[name]);
  });

/** @param {import('./pages.mjs').Page} page */
async function makePage({ name, title, parts }) {
  const { words = {}, data = {}, files = {} } = await parts();
  const folder = join(root, 'site', name);
  const body = filled(readFileSync(join(folder, 'page.html'), 'utf8'), words);
  const script = await bundle(join(folder, 'main.ts'));
  return sitePage({ name, title: `BoRAD: ${title}`, body, script, data, files, pages: PAGES });
}

/** Licences of what the pages carry; onnxruntime-web has that of its sisters, onnxruntime-common and onnxruntime-node. */
const notices = () =>
  ['LICENSE', 'THIRD-PARTY-NOTICES.md'].map((name) => readFileSync(join(root, 'lib/borad', name), 'utf8')).join('\n\n');

/**
 * Writes the site.
 *
 * @param {string} out folder
 * @param {{ notebooks: boolean }} options whether the reports of the notebooks are made as well
 * @returns {Promise<{ name: string, bytes: number }[]>} the files
 */
export async function buildSite(out, { notebooks }) {
  mkdirSync(out, { recursive: true });
  /** @type {{ name: string, bytes: number }[]} */
  const written = [];
  const write = (/** @type {string} */ name, /** @type {string} */ html) => {
    writeAtomic(join(out, name), html);
    written.push({ name, bytes: Buffer.byteLength(html) });
  };
  for (const each of PAGES) write(`${each.name}.html`, await makePage(each));
  const files = notebooks ? findNotebooks(join(root, 'notebooks'), []) : [];
  const reports = files.map((file) => notebookHtml(file, readNotebook(file)));
  for (const [i, report] of reports.entries())
    write(`${report.name}.html`, page({ ...report, body: insideSite(report.body), source: relative(root, files[i]) }));
  const claims = study.readClaims(join(root, 'data/results/claims.json'));
  write('notices.txt', notices());
  write('index.html', siteIndex(PAGES, reports, claims));
  return written;
}
