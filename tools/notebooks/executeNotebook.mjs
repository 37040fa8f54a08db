import { fork } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onCores } from '../cores.mjs';

const script = fileURLToPath(new URL('./runNotebook.cjs', import.meta.url));
/** How much of what native code writes past Node.js is kept for the report of a crash. */
const KEPT = 4000;
/** Limit for what comes before the first cell: loading the compiler. */
const START_S = 120;
/** How long the output of a process that has ended is waited for: one that it started may hold the pipe open. */
const DRAIN_MS = 500;
/** With a process group of its own, what a notebook starts can be ended with it. */
const GROUPED = process.platform !== 'win32';

/** @typedef {import('./notebook.d.ts').Failure} Failure */
/** @typedef {import('./notebook.d.ts').Notebook} Notebook */
/** @typedef {{ cell?: number, notebook?: Notebook, failure?: Failure }} Report what the process sends */

/**
 * What became of a cell that took the process with it.
 *
 * @param {number} cell
 * @param {Notebook} notebook
 * @param {string} ename
 * @param {string} evalue
 * @param {string} native
 */
function crash(cell, notebook, ename, evalue, native) {
  const code = notebook.cells.filter((c) => c.cell_type === 'code' && [c.source].flat().join('').trim());
  const source = [code[cell - 1]?.source ?? ''].flat().join('');
  const tail = native.trim() ? ['output of the process:', ...native.trim().split('\n').slice(-20)] : [];
  return { cell, source, ename, evalue, traceback: [`${ename}: ${evalue}`, ...tail] };
}

/**
 * Ends a process and what it started.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function end(child) {
  try {
    if (GROUPED) process.kill(-Number(child.pid), 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended already.
  }
}

/**
 * Resolves with exit code and signal once a process has ended and its output is read.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<[code: number | null, signal: NodeJS.Signals | null]>}
 */
function ending(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...how) => resolve(how));
    child.on('exit', (...how) => {
      end(child);
      setTimeout(() => resolve(how), DRAIN_MS).unref();
    });
  });
}

/**
 * Runs a notebook in a process of its own, in the notebook's folder, as Jupyter does.
 *
 * @param {string} file path of the notebook
 * @param {Notebook} notebook its content
 * @param {{ root: string, timeoutS: number, env: Record<string, string>, cores?: string }} options the time limit is for each cell, and for what is left running after the last; cores: the list that the process is bound to
 * @returns {Promise<{ notebook: Notebook | null, failure: Failure | null }>}
 */
export async function executeNotebook(file, notebook, { root, timeoutS, env, cores }) {
  const [execPath, ...execArgv] = onCores(cores, [process.execPath, ...process.execArgv]);
  const child = fork(script, [root, dirname(resolve(file))], {
    execPath,
    execArgv,
    cwd: root,
    detached: GROUPED,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let native = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      native = (native + chunk).slice(-KEPT);
    });
  }
  let cell = 0;
  let timedOut = false;
  let result = /** @type {Report | null} */ (null);
  let timer = /** @type {NodeJS.Timeout | undefined} */ (undefined);
  const startTimer = (/** @type {number} */ seconds) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timedOut = true;
      end(child);
    }, seconds * 1000);
  };
  startTimer(START_S);
  child.on('message', (/** @type {Report} */ message) => {
    if (message.cell) {
      cell = message.cell;
      startTimer(timeoutS);
    }
    if ('failure' in message) result = message;
  });
  const stop = () => end(child);
  process.once('exit', stop);
  // A process that ended at once is recognised by its exit.
  child.send(notebook, () => {});
  const [code, signal] = await ending(child);
  process.removeListener('exit', stop);
  clearTimeout(timer);
  if (result) return { notebook: result.notebook ?? null, failure: result.failure ?? null };
  native = native.replaceAll(root.replace(/[\\/]$/, ''), '.');
  if (timedOut && cell === 0)
    return {
      notebook: null,
      failure: crash(0, notebook, 'Timeout', `tslab did not start within ${START_S} s`, native),
    };
  const failure = timedOut
    ? crash(cell, notebook, 'Timeout', `the cell, or what it left running, took more than ${timeoutS} s`, native)
    : crash(
        cell,
        notebook,
        'ProcessEnded',
        `the process ended in this cell, by ${signal ? `signal ${signal}` : `exit code ${code}`}`,
        native,
      );
  return { notebook: null, failure };
}
