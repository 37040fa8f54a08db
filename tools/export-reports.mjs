#!/usr/bin/env node
/** Exports notebooks to HTML that works offline from a file. `npm run reports -- --help` */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { asError } from './asError.mjs';
import { readFlags } from './flags.mjs';
import { findNotebooks, readNotebook, UsageError, writeAtomic } from './notebooks/notebookFile.mjs';
import { findBrowser, NO_BROWSER } from './reports/browser.mjs';
import { indexPage } from './reports/indexPage.mjs';
import { findNbconvert, nbconvertHtml } from './reports/nbconvert.mjs';
import { notebookHtml } from './reports/notebookHtml.mjs';
import { page } from './reports/page.mjs';
import { printPage } from './reports/printPage.mjs';

keepGoingWithoutReader('export-reports');

const { study } = /** @type {typeof import('borad-notebooks')} */ (createRequire(import.meta.url)('borad-notebooks'));

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const ENGINES = ['auto', 'nbconvert', 'own'];
const HELP = `npm run reports [-- NAME...] [options]

Writes reports/NAME.html for every notebook of notebooks/ (or those named), reports/index.html with the claims
that they recorded, and reports/print.html with all of them and still pictures, to print or to save as PDF. No page needs a network.

  --engine auto|nbconvert|own  who turns cells into HTML (default auto: nbconvert where it is installed); the pages look alike
  --pdf                        also reports/print.pdf: A4, tagged, printed by Chromium
  --out FOLDER                 default reports
  --help

node tools/reports/check.mjs opens the pages in a headless browser and reports what is wrong.`;

/**
 * The bodies of the pages, and by whom they were made.
 *
 * @param {string} engine
 * @param {{ file: string, notebook: import('./notebooks/notebook.d.ts').Notebook }[]} notebooks
 */
function makeReports(engine, notebooks) {
  const own = () => notebooks.map(({ file, notebook }) => notebookHtml(file, notebook));
  if (engine === 'own') return { reports: own(), by: 'our own exporter' };
  const command = findNbconvert();
  if (!command && engine === 'nbconvert')
    throw new UsageError(
      'nbconvert is not installed. Debian: apt-get install jupyter-nbconvert; else pip install nbconvert.',
    );
  if (!command) return { reports: own(), by: 'our own exporter' };
  try {
    return { reports: nbconvertHtml(command, notebooks), by: 'nbconvert' };
  } catch (error) {
    const { message } = asError(error);
    if (engine === 'nbconvert' || !message.startsWith('nbconvert failed')) throw error;
    console.warn(`${message.trim()}\nContinuing with our own exporter.`);
    return { reports: own(), by: 'our own exporter' };
  }
}

async function main() {
  const { values, positionals } = readFlags(
    import.meta.url,
    {
      allowPositionals: true,
      options: {
        engine: { type: 'string', default: 'auto' },
        out: { type: 'string', default: join(root, 'reports') },
        pdf: { type: 'boolean', default: false },
      },
    },
    HELP,
  );
  if (!ENGINES.includes(values.engine))
    throw new UsageError(`--engine: expected ${ENGINES.join(', ')}, got "${values.engine}".`);
  const browser = values.pdf ? findBrowser() : undefined;
  if (values.pdf && !browser) throw new UsageError(NO_BROWSER);
  const notebooks = findNotebooks(join(root, 'notebooks'), positionals).map((file) => ({
    file,
    notebook: readNotebook(file),
  }));
  const { reports, by } = makeReports(values.engine, notebooks);
  mkdirSync(values.out, { recursive: true });
  const write = (/** @type {string} */ name, /** @type {string | Uint8Array} */ content) => {
    const file = join(values.out, name);
    writeAtomic(file, content);
    console.log(`${relative(process.cwd(), file)}  ${(content.length / 1e6).toFixed(1)} MB`);
  };
  reports.forEach((report, i) => {
    write(`${report.name}.html`, page({ ...report, source: relative(root, notebooks[i].file) }));
  });
  write('index.html', indexPage(reports, study.readClaims(join(root, 'data/results/claims.json'))));
  write('print.html', printPage(notebooks));
  // What drives the browser is loaded for a PDF alone: it looks at the network's settings when it is loaded.
  const printer = browser && (await import('./reports/pdf.mjs'));
  if (printer) {
    const pdf = await printer.pdfOf(join(values.out, 'print.html'), browser);
    write('print.pdf', pdf);
    console.log(`  ${printer.pagesIn(pdf)} pages`);
  }
  console.log(`${reports.length} reports by ${by}`);
}

try {
  await main();
} catch (error) {
  const { message } = asError(error);
  console.error(message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
