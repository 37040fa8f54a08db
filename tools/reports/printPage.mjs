import { escapeHtml } from './html.mjs';
import { notebookHtml } from './notebookHtml.mjs';
import { page } from './page.mjs';

/** Notebooks whose subject is their code. The code of the others is left to those who open them: on paper it would be two thirds. */
const ABOUT_CODE = ['04a-borad-in-150-lines'];
const CODE = /<pre class="code[^>]*>[\s\S]*?<\/pre>/g;
const FOLDED = /<details>\s*<summary>([\s\S]*?)<\/summary>([\s\S]*?)<\/details>/g;

/**
 * Paper has nothing to unfold: answers go to the end, numbered, and all else that is folded stands open.
 *
 * @param {string} body
 * @param {string[]} answers takes the answers, in the order of their exercises
 */
function unfolded(body, answers) {
  return body.replace(FOLDED, (_, title, text) => {
    if (!/^Answer/.test(title)) return `<p><strong>${title}</strong></p>${text}`;
    answers.push(text);
    const number = answers.length;
    return `<p class="aside"><a id="exercise-${number}" href="#answer-${number}">Answer ${number}</a> stands at the end.</p>`;
  });
}

/**
 * All notebooks on one page to print, with still pictures: contents, the notebooks, the answers.
 *
 * @param {{ file: string, notebook: import('../notebooks/notebook.d.ts').Notebook }[]} notebooks
 * @returns {string} the page
 */
export function printPage(notebooks) {
  /** @type {string[]} */
  const answers = [];
  const parts = notebooks.map(({ file, notebook }) => {
    const { name, title, body: whole } = notebookHtml(file, notebook, { still: true });
    const body = ABOUT_CODE.includes(name) ? whole : whole.replace(CODE, '');
    const before = answers.length;
    // Headings of different notebooks may have the same name; only the notebooks themselves are led to.
    const text = unfolded(body.replace(/(<h\d) id="[^"]*"/g, '$1'), answers);
    const own = answers.slice(before).map((answer, i) => {
      const number = before + i + 1;
      return `<section class="answer" id="answer-${number}"><h3><a href="#exercise-${number}">Answer ${number}</a></h3>${answer}</section>`;
    });
    return { name, title, text, own };
  });
  const line = (/** @type {string} */ id, /** @type {string} */ title) =>
    `<li><a href="#${id}">${escapeHtml(title)}</a></li>`;
  const asked = parts.filter(({ own }) => own.length > 0);
  const lines = [
    ...parts.map(({ name, title }) => line(name, title)),
    ...(asked.length ? [line('answers', 'Answers')] : []),
  ];
  const contents = `<nav class="report" aria-label="Contents"><h1>BoRAD: all reports</h1><p>Text, figures, tables and answers of the notebooks; their code stands in the notebooks.</p><ul>${lines.join('')}</ul></nav>`;
  const bodies = parts.map(({ name, text }) => `<div class="report" id="${name}">${text}</div>`);
  const groups = asked.map(({ title, own }) => `<h2>${escapeHtml(title)}</h2>${own.join('\n')}`);
  const ending = groups.length ? [`<div class="report" id="answers"><h1>Answers</h1>${groups.join('\n')}</div>`] : [];
  return page({ title: 'BoRAD: all reports', body: [contents, ...bodies, ...ending].join('\n') });
}
