import { OptionError } from 'borad/base';
import { escapeMarkup } from './escapeMarkup';

/** Markdown made by a cell, for numbers that prose computes and never types. */
export interface Prose {
  kind: 'prose';
  markdown: string;
}

/**
 * Markdown as a cell's output.
 *
 * @throws {OptionError} the text is empty.
 */
export function markdown(text: string): Prose {
  if (!(text ?? '').trim()) throw new OptionError('markdown: the text is empty.');
  return { kind: 'prose', markdown: text.trim() };
}

/**
 * Markdown that a reader unfolds: the answer of an exercise, details that most skip.
 *
 * @param title always visible. @param text Markdown, shown once unfolded; lists, tables and formulas are allowed.
 * @throws {OptionError} title or text is empty.
 */
export function answer(title: string, text: string): Prose {
  if (!(title ?? '').trim()) throw new OptionError('answer: the title is empty.');
  return markdown(`<details><summary>${escapeMarkup(title)}</summary>\n\n${markdown(text).markdown}\n\n</details>`);
}
