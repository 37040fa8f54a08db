import { dirname } from 'node:path';
import { isShown } from '../notebooks/slideType.mjs';
import { joinLines } from '../reports/html.mjs';
import { createMarkdown } from '../reports/markdown.mjs';
import { outputHtml, scrollTables } from '../reports/outputHtml.mjs';
import { page } from '../reports/page.mjs';
import { markAnswers, withoutAnswers } from './exercises.mjs';

/** Prose split where a new heading begins: one idea each. */
const ideas = (/** @type {string} */ source) => source.split(/\n(?=#{1,3} )/).filter((part) => part.trim());

/**
 * The slides of a notebook as a page: one idea each, figures large, code and answers left out.
 *
 * @param {string} file
 * @param {import('../notebooks/notebook.d.ts').Notebook} notebook
 * @param {{ script: string, style: string }} parts
 */
export function slidesPage(file, notebook, { script, style }) {
  const markdown = createMarkdown(dirname(file));
  const slides = markAnswers(notebook).flatMap(({ cell, source, answers }) => {
    if (answers) return [];
    if (cell.cell_type === 'markdown')
      return ideas(withoutAnswers(source)).map((idea) => scrollTables(markdown.render(idea, cell.attachments)));
    return (cell.outputs ?? []).filter(isShown).map((output) => outputHtml(output, { still: true, markdown }));
  });
  const title = markdown.headings[0]?.text ?? file;
  const body = slides
    .map(
      (html, i) =>
        `<section class="slide" id="slide-${i + 1}" aria-label="Slide ${i + 1} of ${slides.length}">${html}</section>`,
    )
    .join('\n');
  const deck = `<style>\n${style}</style>\n<div class="deck">\n${body}\n</div>\n<script>${script}</script>`;
  return { slides: slides.length, html: page({ title: `${joinLines(title)}: slides`, body: deck, home: false }) };
}
