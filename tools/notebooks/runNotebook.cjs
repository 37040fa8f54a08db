'use strict';
/**
 * Child process: `node runNotebook.cjs ROOT FOLDER`. Is sent a notebook of that folder, runs all cells and tells the parent,
 * by messages, `{ cell }` before each, and `{ notebook, failure }` at the end.
 */
const { createHost } = require('./cellHost.cjs');
const { Outputs } = require('./cellOutputs.cjs');
const { watchWorkers } = require('./watchWorkers.cjs');

/** @typedef {import('./notebook.d.ts').Notebook} Notebook */
/** @typedef {import('./notebook.d.ts').Cell} Cell */
/** @typedef {import('./notebook.d.ts').Failure} Failure */
/** @typedef {import('./cellHost.cjs').CellSink} CellSink */

/** Kinds of work in progress that can still throw; sockets, idle threads and signals cannot keep a run from ending. */
const WORK =
  /^(Timeout|Immediate|FSReq|FileHandle|GetAddrInfo|ProcessWrap|PipeConnect|TCPConnect|ZLIB|RandomBytes|Scrypt|Pbkdf2)/i;

const NEVER = 'the cell awaits a promise that nothing is left to settle';

const [root, folder] = process.argv.slice(2);

/** Ends the process at once, without asking what else would keep it. */
const leave = (/** @type {number} */ code) => /** @type {any} */ (process).reallyExit(code);

/** The channel to the parent, which cells do not see. */
const channel = { send: /** @type {NonNullable<typeof process.send>} */ (process.send).bind(process) };
const tell = (/** @type {object} */ message) => new Promise((resolve) => channel.send(message, resolve));
const workers = watchWorkers();

/**
 * Resolves with the notebook that the parent sends.
 *
 * @returns {Promise<Notebook>}
 */
function received() {
  return new Promise((resolve) => {
    process.once('message', (/** @type {Notebook} */ notebook) => {
      // Listening to the channel would keep the process from ever being idle.
      process.channel?.unref();
      process.send = undefined;
      resolve(notebook);
    });
    // Without its parent a run is of no use.
    process.once('disconnect', () => leave(1));
  });
}

/**
 * Resolves when nothing that the cells began is still under way.
 *
 * @returns {Promise<void>}
 */
function settled() {
  return new Promise((resolve) => {
    const poll = () => {
      const busy = process.getActiveResourcesInfo().some((kind) => WORK.test(kind)) || workers.busy();
      if (busy) setTimeout(poll, 20).unref();
      else setImmediate(resolve);
    };
    // An unref'd timer is not listed as active, so the poll does not see itself.
    process.once('beforeExit', () => resolve());
    setTimeout(poll, 0).unref();
  });
}

async function main() {
  const notebook = await received();
  const cells = notebook.cells.filter((cell) => cell.cell_type === 'code');
  const outputs = new Outputs();
  let failure = /** @type {Failure | undefined} */ (undefined);
  let stop = () => {};
  /** @type {Promise<void>} */
  const failed = new Promise((resolve) => {
    stop = resolve;
  });
  const host = createHost(root, folder);
  /** @type {Cell[]} */
  const sources = [];
  let count = 0;

  for (const cell of cells) {
    cell.outputs = [];
    cell.execution_count = null;
    const source = [cell.source].flat().join('');
    if (!source.trim()) continue;
    sources.push(cell);
  }
  /** @type {(cell: Cell, number: number) => CellSink} */
  const makeSink = (cell, number) => {
    const allowed = (cell.metadata?.tags ?? []).includes('raises-exception');
    return {
      source: [cell.source].flat().join(''),
      stream: (name, text) => outputs.stream(number, name, text),
      display: (content, update) => outputs.display(number, content, update),
      result: (value) => outputs.result(number, value),
      fail: (error) => {
        outputs.error(number, error);
        if (allowed || failure) return;
        failure = { cell: number, source: [cell.source].flat().join(''), ...error };
        stop();
      },
    };
  };

  let pending = /** @type {CellSink | undefined} */ (undefined);
  process.on('beforeExit', () => {
    pending?.fail({ ename: 'NeverSettled', evalue: NEVER, traceback: [`NeverSettled: ${NEVER}`] });
  });
  for (const cell of sources) {
    count++;
    cell.execution_count = count;
    await tell({ cell: count });
    pending = makeSink(cell, count);
    await Promise.race([host.execute(pending), failed]);
    pending = undefined;
    if (failure) break;
  }
  if (!failure) await Promise.race([settled(), failed]);
  sources.forEach((cell, i) => {
    cell.outputs = outputs.stored(i + 1);
  });
  await tell({ notebook, failure: failure ?? null });
  leave(0);
}

main().catch(async (error) => {
  await tell({
    failure: {
      cell: 0,
      source: '',
      ename: error.name,
      evalue: error.message,
      traceback: String(error.stack).split('\n'),
    },
  });
  leave(1);
});
