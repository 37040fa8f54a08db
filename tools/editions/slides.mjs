import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { isShown } from '../notebooks/slideType.mjs';
import { joinLines } from '../reports/html.mjs';
import { createMarkdown } from '../reports/markdown.mjs';
import { outputHtml, scrollTables } from '../reports/outputHtml.mjs';
import { page } from '../reports/page.mjs';
import { markAnswers, withoutAnswers } from './exercises.mjs';

/** Prose split where a new heading begins: one idea each. */
const ideas = (/** @type {string} */ source) => source.split(/\n(?=#{1,3} )/).filter((part) => part.trim());

/** The longest sentence that leads to what follows it, in characters; a longer text is an idea of its own. */
const LEAD = 300;

/** Whether prose only leads to what the next cell shows. */
const leads = (/** @type {string} */ source) => source.length <= LEAD && /^[^#\n][^\n]*(\n[^\n]+)*:\s*$/.test(source);

const { resolve } = createRequire(import.meta.url);
const own = (/** @type {string} */ name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const library = (/** @type {string} */ name) => readFileSync(resolve(name), 'utf8');

/**
 * Slides as a deck of reveal.js, with all that it needs.
 *
 * @param {string[]} slides HTML of each
 * @param {string} [script] what begins it
 */
export function deck(slides, script = own('./slides.js')) {
  const sections = slides.map(
    (html, i) =>
      `<section class="slide" id="slide-${i + 1}" aria-label="Slide ${i + 1} of ${slides.length}">${html}</section>`,
  );
  return `<style media="screen">
${library('reveal.js/reveal.css')}</style>
<style>
${own('./slides.css')}</style>
<div class="reveal"><div class="slides">
${sections.join('\n')}
</div></div>
<script>${library('reveal.js')}</script>
<script>${script}</script>`;
}

/**
 * The slides of a notebook as a page: one idea each, a sentence that leads to a figure or a table above it, figures large, code and
 * answers left out.
 *
 * @param {string} file
 * @param {import('../notebooks/notebook.d.ts').Notebook} notebook
 */
export function slidesPage(file, notebook) {
  const markdown = createMarkdown(dirname(file));
  /** @type {string[]} */
  const slides = [];
  let lead = '';
  const add = (/** @type {string} */ html) => {
    slides.push(lead + html);
    lead = '';
  };
  for (const { cell, source, answers } of markAnswers(notebook)) {
    if (answers) continue;
    if (cell.cell_type !== 'markdown') {
      for (const output of (cell.outputs ?? []).filter(isShown)) add(outputHtml(output, { still: true, markdown }));
      continue;
    }
    if (lead) add('');
    for (const idea of ideas(withoutAnswers(source))) {
      const html = scrollTables(markdown.render(idea, cell.attachments));
      if (leads(idea)) lead = html;
      else add(html);
    }
  }
  if (lead) add('');
  const title = markdown.headings[0]?.text ?? file;
  return {
    slides: slides.length,
    html: page({ title: `${joinLines(title)}: slides`, body: deck(slides), home: false }),
  };
}
