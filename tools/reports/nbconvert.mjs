import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PLOTLY } from './figureHtml.mjs';
import { createMarkdown } from './markdown.mjs';
import { describe, sourceHtml } from './notebookHtml.mjs';
import { outputHtml } from './outputHtml.mjs';

const templates = fileURLToPath(new URL('./nbconvert', import.meta.url));
const COMMANDS = [['jupyter-nbconvert'], ['jupyter', 'nbconvert'], ['python3', '-m', 'nbconvert']];

/** The command that runs nbconvert on this machine, or undefined. */
export function findNbconvert() {
  return COMMANDS.find(
    ([program, ...rest]) => spawnSync(program, [...rest, '--version'], { stdio: 'ignore' }).status === 0,
  );
}

const READY_TYPES = [PLOTLY, 'text/html', 'text/markdown', 'text/latex', 'image/svg+xml'];

/**
 * Plots, tables and formulas go in as HTML: nbconvert knows the first not at all, and the last only by a script from a network.
 *
 * @param {import('../notebooks/notebook.d.ts').Output} output
 * @param {import('./notebookHtml.mjs').Markdown} markdown
 */
function prepareOutput(output, markdown) {
  if (READY_TYPES.some((type) => output.data?.[type]))
    output.data = { 'text/html': outputHtml(output, { still: false, markdown }) };
}

/**
 * Bodies of pages by nbconvert with the project's template. Prose and code go in ready: formulas are set and words are marked
 * before, so that no script from a network is needed.
 *
 * @param {string[]} command of {@link findNbconvert}
 * @param {{ file: string, notebook: import('../notebooks/notebook.d.ts').Notebook }[]} notebooks
 * @returns {import('./notebookHtml.mjs').Report[]}
 */
export function nbconvertHtml([program, ...rest], notebooks) {
  const folder = mkdtempSync(join(tmpdir(), 'borad-reports-'));
  try {
    const reports = notebooks.map(({ file, notebook }) => {
      const markdown = createMarkdown(dirname(file));
      const ready = structuredClone(notebook);
      for (const cell of ready.cells) {
        cell.metadata = { ...cell.metadata, html: sourceHtml(cell, markdown) };
        for (const output of cell.outputs ?? []) prepareOutput(output, markdown);
      }
      writeFileSync(join(folder, basename(file)), JSON.stringify(ready));
      return { ...describe(file, notebook, createMarkdown(dirname(file))), headings: [...markdown.headings] };
    });
    const files = notebooks.map(({ file }) => join(folder, basename(file)));
    const options = [
      '--to',
      'html',
      '--template',
      'borad',
      `--TemplateExporter.extra_template_basedirs=${templates}`,
      '--output-dir',
      folder,
    ];
    const run = spawnSync(program, [...rest, ...options, ...files], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`nbconvert failed (exit code ${run.status}):\n${run.stderr}`);
    return reports.map((report) => ({
      ...report,
      body: readFileSync(join(folder, `${report.name}.html`), 'utf8').trim(),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
