#!/usr/bin/env node
/** Runs notebooks without Python and stores their outputs. `npm run notebooks -- --help` */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { asError } from './asError.mjs';
import { inLanes } from './cores.mjs';
import { readFlags } from './flags.mjs';
import { otherKernel } from './notebooks/checkNotebook.mjs';
import { compareOutputs } from './notebooks/compareOutputs.mjs';
import { executeNotebook } from './notebooks/executeNotebook.mjs';
import {
  findNotebooks,
  longestFirst,
  notebookText,
  readNotebook,
  UsageError,
  writeAtomic,
} from './notebooks/notebookFile.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const HELP = `npm run notebooks [-- NAME...] [options]

Runs the notebooks of notebooks/ (or those named: 00-quickstart, 00, a path), each in a process of its own and in its own
folder, as Jupyter does. The notebooks with their outputs, figures, tables and the ledger of claims go to runs/notebooks/ (or
the folder that BORAD_OUTPUT names), and nothing that is recorded changes. A notebook that fails leaves its file as it is.

  --record               writes in place what is recorded: the notebooks themselves, figures/, data/results/
  --check                writes nothing and compares the outputs with the stored ones: numbers within the cell's tolerance where its
                         metadata state one, and nothing of cells tagged "varies", which hold times
  --profile quick|full   sets BORAD_PROFILE for the cells (default quick; with --record and --check that of the stored outputs)
  --timeout SECONDS      limit for each cell (default 600)
  --jobs N               notebooks that run side by side (default 2, or 1 on a single core)
  --help

A cell tagged "raises-exception" may fail. Exit code 1 if a notebook fails, differs or cannot be read, 2 for a wrong call.`;

/** @typedef {import('./notebooks/notebook.d.ts').Notebook} Notebook */
/** @typedef {ReturnType<typeof readArguments> & { cores?: string }} Options */

function readArguments() {
  const { values, positionals } = readFlags(
    import.meta.url,
    {
      allowPositionals: true,
      options: {
        profile: { type: 'string' },
        timeout: { type: 'string', default: '600' },
        check: { type: 'boolean', default: false },
        record: { type: 'boolean', default: false },
        jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
      },
    },
    HELP,
  );
  const timeoutS = Number(values.timeout);
  if (!(timeoutS > 0)) throw new UsageError(`--timeout: expected seconds above 0, got "${values.timeout}".`);
  const jobs = Number(values.jobs);
  if (!(Number.isInteger(jobs) && jobs >= 1)) throw new UsageError(`--jobs: expected 1 or more, got "${values.jobs}".`);
  if (values.check && values.record)
    throw new UsageError('--check writes nothing and --record does: name one of them.');
  if (values.profile !== undefined && !['quick', 'full'].includes(values.profile)) {
    throw new UsageError(`--profile: expected quick or full, got "${values.profile}".`);
  }
  return { ...values, timeoutS, jobs, files: findNotebooks(join(root, 'notebooks'), positionals) };
}

const indent = (/** @type {string} */ text, mark = '    ') => text.replace(/^/gm, mark);

/** @param {import('./notebooks/notebook.d.ts').Failure} failure */
function printFailure({ cell, source, traceback }) {
  if (source) console.log(`  code cell ${cell}:\n${indent(source, '    | ')}`);
  console.log(indent(traceback.join('\n')));
}

/**
 * Reads a notebook that is for the kernel whose cells are run here.
 *
 * @param {string} file
 */
function readTypeScriptNotebook(file) {
  const notebook = readNotebook(file);
  const kernel = otherKernel(notebook);
  if (kernel) throw new UsageError(`${file} is for the kernel ${kernel}. Only TypeScript notebooks (tslab) are run.`);
  return notebook;
}

/**
 * Stores what a notebook's cells have put out in place of the notebook, unless the file is no longer the one that ran.
 *
 * @param {string} file
 * @param {Notebook} ran
 * @param {Notebook} notebook
 * @param {string} profile
 */
function record(file, ran, notebook, profile) {
  if (!isDeepStrictEqual(readNotebook(file), ran))
    throw new UsageError(`${file} was changed while it ran. Its outputs are not stored; run it again.`);
  writeAtomic(file, notebookText(notebook, profile));
}

/** Where readers' runs go: notebooks with their outputs and what their cells write. */
const readersFolder = () => resolve(process.env.BORAD_OUTPUT || join(root, 'runs', 'notebooks'));

/**
 * Runs one notebook; true when it passes.
 *
 * @param {string} file
 * @param {Options} options
 */
async function runOne(file, options) {
  const { profile, timeoutS, check, cores } = options;
  const name = relative(process.cwd(), file);
  const before = readTypeScriptNotebook(file);
  const stored = before.metadata?.borad?.profile;
  const used = profile ?? (check || options.record ? stored : undefined) ?? 'quick';
  const scratch = check ? mkdtempSync(join(tmpdir(), 'borad-check-')) : undefined;
  const output = scratch ?? (options.record ? root : readersFolder());
  const started = performance.now();
  try {
    // What is stored was made without image sets of this machine. A figure of the stored numbers has the stored picture.
    const compared = { BORAD_DATA: scratch, BORAD_DRAWN: join(root, 'figures') };
    const env = { BORAD_PROFILE: used, BORAD_OUTPUT: output, ...(check ? compared : {}) };
    const { notebook, failure } = await executeNotebook(file, before, { root, timeoutS, env, cores });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (failure || !notebook) {
      console.log(`FAIL ${name}  ${seconds} s`);
      if (failure) printFailure(failure);
      return false;
    }
    if (check && used === stored) {
      const differences = compareOutputs(before, notebook);
      console.log(
        `${differences.length ? 'FAIL' : 'ok  '} ${name}  ${seconds} s, outputs ${differences.length ? 'differ:' : 'as stored'}`,
      );
      for (const line of differences) console.log(indent(line));
      return differences.length === 0;
    }
    const copy = join(output, basename(file));
    if (options.record) record(file, before, notebook, used);
    else if (!check) {
      mkdirSync(output, { recursive: true });
      writeAtomic(copy, notebookText(notebook, used));
    }
    const note = check ? `, outputs not compared: stored by profile ${stored ?? 'unknown'}` : '';
    const place = check ? '' : `, written to ${relative(process.cwd(), options.record ? file : copy)}`;
    console.log(`ok   ${name}  ${seconds} s, profile ${used}${note}${place}`);
    return true;
  } finally {
    if (scratch) rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * As `runOne`; a notebook that cannot be read or written fails with one line and leaves the others to run.
 *
 * @param {string} file
 * @param {Options} options
 */
async function runOrReport(file, options) {
  try {
    return await runOne(file, options);
  } catch (error) {
    const { name, code, message } = asError(error);
    if (!(error instanceof UsageError || name === 'DataError' || code)) throw error;
    console.log(`FAIL ${message.replace(file, relative(process.cwd(), file))}`);
    return false;
  }
}

async function main() {
  const options = readArguments();
  let passed = 0;
  await inLanes(longestFirst(options.files), options.jobs, async (file, cores) => {
    if (await runOrReport(file, { ...options, cores })) passed++;
  });
  console.log(`${passed} passed, ${options.files.length - passed} failed`);
  if (passed < options.files.length) process.exitCode = 1;
}

keepGoingWithoutReader('notebooks');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
main().catch((error) => {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 2;
});
