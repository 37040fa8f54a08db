#!/usr/bin/env node
/** Makes four editions of the notebooks from the one that is kept. `npm run editions -- --help` */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { asError } from './asError.mjs';
import { slidesPage } from './editions/slides.mjs';
import { studentEdition } from './editions/student.mjs';
import { readFlags } from './flags.mjs';
import { findNotebooks, notebookText, readNotebook, UsageError, writeAtomic } from './notebooks/notebookFile.mjs';

keepGoingWithoutReader('editions');

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const EDITIONS = ['student', 'solution', 'slides', 'report'];
const HELP = `npm run editions [-- NAME...] [options]

Makes editions of the notebooks of notebooks/ (or those named) in runs/editions/:

  student   without answers: a function to write and a cell that says right or wrong in their place, and before the first figure of
            each section the question what it will show; outputs are empty
  solution  with the answers and all outputs
  slides    a deck of reveal.js for each notebook that needs no network: one idea per slide, figures large, no code
  report    the pages of npm run reports

  --only EDITION  one of them; may be repeated
  --out FOLDER    default runs/editions
  --help`;

/** @typedef {import('./notebooks/notebook.d.ts').Notebook} Notebook */

const profileOf = (/** @type {Notebook} */ notebook) => notebook.metadata?.borad?.profile;

/** @type {Record<string, (file: string, notebook: Notebook) => [ending: string, text: string]>} */
const makers = {
  student: (_file, notebook) => ['ipynb', notebookText(studentEdition(notebook), profileOf(notebook))],
  solution: (file) => ['ipynb', readFileSync(file, 'utf8')],
  slides: (file, notebook) => ['html', slidesPage(file, notebook).html],
};

/**
 * @param {string[]} files
 * @param {string} out
 */
function makeReports(files, out) {
  const exporter = fileURLToPath(new URL('./export-reports.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [exporter, ...files, '--out', out], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`the reports failed (exit code ${status})`);
}

function main() {
  const { values, positionals } = readFlags(
    import.meta.url,
    {
      allowPositionals: true,
      options: {
        only: { type: 'string', multiple: true, default: EDITIONS },
        out: { type: 'string', default: join(root, 'runs', 'editions') },
      },
    },
    HELP,
  );
  const unknown = values.only.find((name) => !EDITIONS.includes(name));
  if (unknown) throw new UsageError(`--only: expected ${EDITIONS.join(', ')}, got "${unknown}".`);
  const files = findNotebooks(join(root, 'notebooks'), positionals);
  for (const edition of values.only) {
    const folder = resolve(values.out, edition);
    mkdirSync(folder, { recursive: true });
    if (edition === 'report') makeReports(files, folder);
    else {
      for (const file of files) {
        const [ending, text] = makers[edition](file, readNotebook(file));
        writeAtomic(join(folder, `${basename(file, '.ipynb')}.${ending}`), text);
      }
      console.log(
        `${relative(process.cwd(), folder)}  ${files.length} ${edition === 'slides' ? 'pages' : 'notebooks'}`,
      );
    }
  }
}

try {
  main();
} catch (error) {
  const { message } = asError(error);
  console.error(`editions: ${message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
