import { joinLines } from '../reports/html.mjs';

const ANSWER = /<details>\s*<summary>Answer<\/summary>[\s\S]*?<\/details>\n?/g;

/** Cells that give back what a notebook holds; they run in every edition. */
const releases = (/** @type {string} */ source) =>
  /^(\s*(for \(.*\) )?[\w.]+\.dispose\??\.?\([^)]*\);?|\s*borad\.disposeModel\(.*\);?)+\s*$/.test(source);

/**
 * The cells of a notebook with what they are to an exercise: after the heading "Exercises" a code cell answers the task above it,
 * or helps to; in prose an answer is what unfolds.
 *
 * @param {import('../notebooks/notebook.d.ts').Notebook} notebook
 * @returns {{ cell: import('../notebooks/notebook.d.ts').Cell, source: string, answers: boolean }[]}
 */
export function markAnswers({ cells }) {
  let inExercises = false;
  return cells.map((cell) => {
    const source = joinLines(cell.source);
    if (cell.cell_type === 'markdown' && /^## /m.test(source)) inExercises = /^## Exercises/m.test(source);
    return { cell, source, answers: inExercises && cell.cell_type === 'code' && !releases(source) };
  });
}

/** Prose without the answers that unfold in it. */
export const withoutAnswers = (/** @type {string} */ source) =>
  source
    .replace(ANSWER, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** Whether prose has an answer that unfolds. */
export const hasAnswer = (/** @type {string} */ source) => new RegExp(ANSWER.source).test(source);
