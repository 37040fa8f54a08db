import { claimsHtml } from './claimsHtml.mjs';
import { escapeHtml } from './html.mjs';
import { page } from './page.mjs';

/** The collection's parts, by the numbers that notebooks begin with. */
const PARTS = [
  { title: 'Start', from: 0, to: 0 },
  { title: 'Idea and theory', from: 1, to: 2 },
  { title: 'Data, network, training', from: 3, to: 5 },
  { title: 'Evidence', from: 6, to: 11 },
  { title: 'Use', from: 12, to: 99 },
];
const OTHERS = 'Others';

const partOf = (/** @type {string} */ name) => {
  const number = /^\d\d(?=[a-z]?-)/.exec(name);
  return PARTS.find(({ from, to }) => number && from <= Number(number) && Number(number) <= to)?.title ?? OTHERS;
};

/** @typedef {Pick<import('./notebookHtml.mjs').Report, 'name' | 'title' | 'summary'>} Listed */

const itemHtml = (/** @type {Listed} */ { name, title, summary }) =>
  `<li><a href="${encodeURIComponent(name)}.html">${escapeHtml(title)}</a><br>${summary}</li>`;

/**
 * The reports part by part in the order of their numbers; without headings where all are of one part.
 *
 * @param {Listed[]} reports
 */
export function reportLists(reports) {
  const ordered = [...reports].sort((a, b) => (a.name < b.name ? -1 : 1));
  const titles = [...PARTS.map(({ title }) => title), OTHERS];
  const lists = titles.flatMap((title) => {
    const items = ordered.filter(({ name }) => partOf(name) === title).map(itemHtml);
    const heading = items.length === ordered.length ? '' : `<h3>${title}</h3>\n`;
    return items.length ? [`${heading}<ul class="reports">\n${items.join('\n')}\n</ul>`] : [];
  });
  return lists.join('\n');
}

/**
 * The page that leads to the reports, then the ledger of claims.
 *
 * @param {import('./notebookHtml.mjs').Report[]} reports
 * @param {import('borad-notebooks').study.Claim[]} claims
 */
export function indexPage(reports, claims) {
  const found = claimsHtml(
    claims,
    reports.map(({ name }) => name),
  );
  const jump = found ? ' <a href="#claims">Which claims of the paper hold</a>.' : '';
  const body = `<h1>BoRAD: reports</h1>
<p>Each page is a notebook with its results. <a href="print.html">All in one page, to print</a>.${jump}</p>
${found ? '<h2 id="notebooks">Notebooks</h2>\n' : ''}${reportLists(reports)}
${found}`;
  return page({ title: 'BoRAD: reports', body, home: false });
}
