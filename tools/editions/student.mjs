import { PLOTLY } from '../reports/figureHtml.mjs';
import { joinLines } from '../reports/html.mjs';
import { markAnswers, withoutAnswers } from './exercises.mjs';

/** @typedef {import('../notebooks/notebook.d.ts').Cell} Cell */
/** @typedef {import('../notebooks/notebook.d.ts').Notebook} Notebook */

const OPEN_TURN = '// your turn';

/**
 * A cell of the student's edition: no outputs, no count.
 *
 * @type {(id: string, source: string) => Cell}
 */
const codeCell = (id, source) => ({
  cell_type: 'code',
  execution_count: null,
  id,
  metadata: {},
  outputs: [],
  source,
});
/** @type {(id: string, source: string) => Cell} */
const proseCell = (id, source) => ({ cell_type: 'markdown', id, metadata: {}, source });

/**
 * What stands in place of an answer: the function to write and the cell that checks it, where the answer's metadata give them
 * (`"borad": { "turn": ..., "check": ... }`), else an empty cell.
 *
 * @param {Cell} cell
 */
function turnCells({ id, metadata }) {
  const { turn, check } = metadata?.borad ?? {};
  if (!turn) return [codeCell(`${id}-turn`, OPEN_TURN)];
  return [codeCell(`${id}-turn`, joinLines(turn)), codeCell(`${id}-check`, joinLines(check))];
}

/**
 * The title of the first figure that a cell shows.
 *
 * @param {Cell} cell
 */
function figureTitle({ outputs = [] }) {
  const titles = outputs.map(({ data }) => /** @type {any} */ (data?.[PLOTLY])?.layout?.title).filter(Boolean);
  const text = typeof titles[0] === 'string' ? titles[0] : titles[0]?.text;
  return text
    ?.replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The question before a section's first figure: predict, then run.
 *
 * @param {Cell} cell
 */
function prediction(cell) {
  const title = figureTitle(cell);
  if (!title) return [];
  const text = `**Predict, then run.** The next figure: *${title}*. Write down what you expect to see, and why; then run the cell.`;
  return [proseCell(`${cell.id}-predict`, text)];
}

/**
 * The student's edition: answers are left out, what is to be written stands in their place, outputs are empty, and before the first
 * figure of each section stands a question.
 *
 * @param {Notebook} notebook
 * @returns {Notebook} another
 */
export function studentEdition(notebook) {
  let asked = false;
  let open = false;
  /** @type {Cell[]} */
  const cells = markAnswers(notebook).flatMap(({ cell, source, answers }) => {
    if (cell.cell_type === 'markdown') {
      if (/^## /m.test(source)) asked = false;
      open = false;
      const rest = withoutAnswers(source);
      return rest ? [{ ...cell, source: rest }] : [];
    }
    if (answers) {
      // Several cells that answer one task leave one place to write in.
      const first = !open || cell.metadata?.borad?.turn;
      open = true;
      return first ? turnCells(cell) : [];
    }
    const question = asked ? [] : prediction(cell);
    if (question.length) asked = true;
    return [...question, { ...cell, outputs: [], execution_count: null }];
  });
  return { ...notebook, cells };
}
