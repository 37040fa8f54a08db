import { createRequire } from 'node:module';
import { escapeHtml } from './html.mjs';

const { claimsByVerdict, claimsSummary, expectedText, isUndecided, numberText } = createRequire(import.meta.url)(
  'borad-notebooks',
).study;

/** Class and sign of a verdict: shape and words carry it, colour only repeats them. */
const MARKS = {
  holds: ['holds', '✓'],
  'holds if': ['conditional', '◐'],
  'does not hold as written': ['fails', '✗'],
  'not testable here': ['untested', '–'],
};

const aside = (text) => `<span class="aside">${escapeHtml(text)}</span>`;

/** Links to the notebook and to the cell that recorded the claim; their names alone where the page is not there. */
function recordedBy({ notebook, cell }, pages) {
  const [number, name] = [notebook.slice(0, 2), cell].map(escapeHtml);
  if (!pages.includes(notebook)) return `${number}, ${name}`;
  const href = `${encodeURIComponent(notebook)}.html`;
  return `<a href="${href}" aria-label="notebook ${number}">${number}</a>, <a href="${href}#${encodeURIComponent(cell)}">${name}</a>`;
}

/** Value and what was expected, then what the number is and the remark; the reason alone where there is no number. */
function numberHtml(entry) {
  if (entry.number === null) return escapeHtml(numberText(entry));
  const value = escapeHtml(numberText({ ...entry, measure: undefined }));
  const lines = [`<b>${value}</b> ${aside(`expected ${expectedText(entry)}`)}`];
  if (entry.measure) lines.push(escapeHtml(entry.measure));
  if (entry.note) lines.push(aside(entry.note));
  return lines.join('<br>');
}

function rowHtml(entry, verdict, pages) {
  const [kind, sign] = MARKS[verdict];
  const undecided = isUndecided(entry);
  const cells = [
    `<th scope="row" id="claim-${escapeHtml(entry.id)}">“${escapeHtml(entry.claim)}”<br>${aside(entry.place)}</th>`,
    `<td class="verdict ${undecided ? 'undecided' : kind}"><span aria-hidden="true">${sign}</span> ${escapeHtml(entry.verdict)}${undecided ? ` ${aside('(undecided)')}` : ''}</td>`,
    `<td>${numberHtml(entry)}</td>`,
    `<td class="cells">${recordedBy(entry, pages)}</td>`,
  ];
  return `<tr>${cells.join('')}</tr>`;
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
  const groups = claimsByVerdict(claims).map(
    (group) => `<tbody>\n${group.claims.map((entry) => rowHtml(entry, group.verdict, pages)).join('\n')}\n</tbody>`,
  );
  const head = ['claim of the paper', 'verdict', 'deciding number', 'recorded by']
    .map((title) => `<th scope="col">${title}</th>`)
    .join('');
  return `<h2 id="claims">Which claims hold</h2>
<p><strong>${escapeHtml(claimsSummary(claims))}</strong> Each verdict is computed from one number that a notebook
records. Where methods are compared, “does not hold as written” means not found at this scale; “undecided”: the number is within
the tolerance, so the opposite is not shown either.</p>
<div class="scroll" tabindex="0" role="group" aria-label="claims"><table class="claims">
<thead><tr>${head}</tr></thead>
${groups.join('\n')}
</table></div>`;
}
