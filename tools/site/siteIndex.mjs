import { claimsHtml } from '../reports/claimsHtml.mjs';
import { reportLists } from '../reports/indexPage.mjs';
import { page } from '../reports/page.mjs';

const leadTo = (/** @type {{ name: string, title: string, summary: string }} */ { name, title, summary }) =>
  `<li><a href="${name}.html">${title}</a><br>${summary}</li>`;

/**
 * The page that leads to all others: pages to drive, reports, the ledger of claims.
 *
 * @param {{ name: string, title: string, summary: string }[]} pages
 * @param {import('../reports/notebookHtml.mjs').Report[]} reports none where they were not made
 * @param {import('borad-notebooks').study.Claim[]} claims
 */
export function siteIndex(pages, reports, claims) {
  const notebooks = reports.length
    ? `<h2 id="notebooks">Notebooks</h2>\n<p>Each page is a notebook with its results.</p>\n${reportLists(reports)}`
    : '';
  const names = reports.map(({ name }) => name);
  const body = `<h1>BoRAD</h1>
<p>Anomaly detection for many products with one model, after <a href="https://arxiv.org/abs/2606.14129">arXiv 2606.14129</a>: figures to drive, notebooks
with their results, and <a href="#claims">which claims of the paper hold</a>. No page needs a network.</p>
<h2>To drive</h2>
<ul class="reports">
${pages.map(leadTo).join('\n')}
</ul>
${notebooks}
${claimsHtml(claims, names)}`;
  return page({ title: 'BoRAD', body, home: false });
}
