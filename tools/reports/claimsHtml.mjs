import { createRequire } from 'node:module';
import { escapeHtml } from './html.mjs';

const { study } = /** @type {typeof import('borad-notebooks')} */ (createRequire(import.meta.url)('borad-notebooks'));
const { claimsByVerdict, claimsSummary, expectedText, valueText, verdictText } = study;

/** @typedef {import('borad-notebooks').study.Claim} Claim */
/** @typedef {Claim['rows'][number]} Row */

/**
 * Class and sign of a verdict: shape and words carry it, colour only repeats them.
 *
 * @type {Record<Claim['verdict'], [kind: string, sign: string]>}
 */
const MARKS = {
  holds: ['holds', '✓'],
  'holds if': ['conditional', '◐'],
  refuted: ['fails', '✗'],
  'no difference': ['same', '='],
  undecided: ['undecided', '?'],
  'not testable here': ['untested', '–'],
};

const aside = (/** @type {string} */ text) => `<span class="aside">${escapeHtml(text)}</span>`;

/**
 * Links to the notebook and to the cell that recorded the claim; their names alone where the page is not there.
 *
 * @param {Claim} entry
 * @param {string[]} pages
 */
function recordedBy({ notebook, cell }, pages) {
  const [number, name] = [notebook.slice(0, 2), cell].map(escapeHtml);
  if (!pages.includes(notebook)) return `${number}, ${name}`;
  const href = `${encodeURIComponent(notebook)}.html`;
  return `<a href="${href}" aria-label="notebook ${number}">${number}</a>, <a href="${href}#${encodeURIComponent(cell)}">${name}</a>`;
}

/**
 * Value and what was expected, then what the number is and the remark; what a test would take where there is no number.
 *
 * @param {Row} row
 */
function numberHtml(row) {
  const value = escapeHtml(valueText(row));
  const lines =
    'measure' in row ? [`<b>${value}</b> ${aside(`expected ${expectedText(row)}`)}`, escapeHtml(row.measure)] : [value];
  if (row.note) lines.push(aside(row.note));
  return lines.join('<br>');
}

/**
 * @param {Claim['verdict']} verdict
 * @param {string} words
 */
function verdictCell(verdict, words) {
  const [kind, sign] = MARKS[verdict];
  return `<td class="verdict ${kind}"><span aria-hidden="true">${sign}</span> ${escapeHtml(words)}</td>`;
}

/**
 * A row of the table for a claim of one row; else one with the claim's verdict and one for each part.
 *
 * @param {Claim} entry
 * @param {string[]} pages
 */
function claimRows(entry, pages) {
  const quote = `<th scope="row" id="claim-${escapeHtml(entry.id)}">“${escapeHtml(entry.claim)}”<br>${aside(entry.place)}</th>`;
  const by = `<td class="cells">${recordedBy(entry, pages)}</td>`;
  if (entry.rows.length === 1) {
    const [row] = entry.rows;
    return [`<tr>${quote}${verdictCell(row.verdict, verdictText(row))}<td>${numberHtml(row)}</td>${by}</tr>`];
  }
  const head = `<tr>${quote}${verdictCell(entry.verdict, entry.verdict)}<td>${aside('its weakest part')}</td>${by}</tr>`;
  const parts = entry.rows.map((row) => {
    const words = `${verdictText(row)}${row.decides === false ? ' (does not count)' : ''}`;
    return `<tr class="part"><th scope="row">${escapeHtml(row.part)}</th>${verdictCell(row.verdict, words)}<td>${numberHtml(row)}</td><td></td></tr>`;
  });
  return [head, ...parts];
}

/**
 * The ledger of claims as a section of the index: summary, how to read it, a table by verdict and in the paper's order.
 *
 * @param {import('borad-notebooks').study.Claim[]} claims
 * @param {string[]} pages notebooks whose pages are there, to link to
 * @returns {string} empty without claims
 */
export function claimsHtml(claims, pages) {
  if (!claims.length) return '';
  const groups = claimsByVerdict(claims)
    .filter((group) => group.claims.length > 0)
    .map((group) => `<tbody>\n${group.claims.flatMap((entry) => claimRows(entry, pages)).join('\n')}\n</tbody>`);
  const head = ['claim of the paper', 'verdict', 'deciding number', 'recorded by']
    .map((title) => `<th scope="col">${title}</th>`)
    .join('');
  return `<h2 id="claims">Which claims hold</h2>
<p><strong>${escapeHtml(claimsSummary(claims))}</strong> Each verdict is computed from what a notebook records, by rules that
were fixed beforehand (docs/statistics.md). Where methods are compared it is the mean of paired seeds with its 95% interval, corrected
over the claims of one table or figure: “no difference” means less than what matters, “undecided” that neither a difference nor
its absence is shown.</p>
<div class="scroll" tabindex="0" role="group" aria-label="claims"><table class="claims">
<thead><tr>${head}</tr></thead>
${groups.join('\n')}
</table></div>`;
}
