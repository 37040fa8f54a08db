'use strict';
/**
 * Runs TypeScript cells with tslab's own converter and executor, and reports every error that a cell can make: thrown,
 * rejected or found by the compiler, at once or later from a timer or a promise nobody awaits.
 *
 * The stock kernel lets three of them pass: late errors are printed only, type errors arrive as a bare `<Error>`, and cells
 * are not checked strictly.
 */
const { AsyncLocalStorage } = require('node:async_hooks');
const Module = require('node:module');
const path = require('node:path');
const util = require('node:util');
const { describeDiagnostics, describeError } = require('./cellError.cjs');

/**
 * @typedef {object} CellSink Where the outputs of one cell go.
 * @property {string} source
 * @property {(name: 'stdout' | 'stderr', text: string) => void} stream
 * @property {(content: { data: object, metadata: object, transient?: { display_id?: string } }, update: boolean) => void} display
 * @property {(value: unknown) => void} result the value of the last expression
 * @property {(error: import('./cellError.cjs').CellError) => void} fail called for every error, also after the cell has ended
 */

/** tslab's compiler options with strict checks; a cell may leave a parameter untyped. No file is watched: a run is short. */
function makeCompilerStrict(tslabRequire) {
  const file = tslabRequire.resolve('@tslab/typescript-for-tslab');
  const ts = tslabRequire(file);
  ts.sys.watchFile = () => ({ close() {} });
  ts.sys.watchDirectory = () => ({ close() {} });
  const createWatchCompilerHost = (rootFiles, options, ...rest) =>
    ts.createWatchCompilerHost(
      rootFiles,
      { ...options, strict: true, noImplicitAny: false, types: ['node'], lib: ['lib.es2023.d.ts'] },
      ...rest,
    );
  // The module's own properties are read-only getters, so a copy takes its place among the loaded modules.
  tslabRequire.cache[file].exports = { ...ts, createWatchCompilerHost };
}

/** Sends what is written to stdout and stderr to the cell whose code writes it. */
function captureStreams(sinkNow) {
  for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
    const decoder = new util.TextDecoder();
    process[name].write = (chunk, encoding, callback) => {
      const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
      sinkNow()?.stream(name, text);
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done) process.nextTick(done);
      return true;
    };
  }
}

/**
 * @param {string} root folder that holds node_modules; the working directory of all cells
 */
function createHost(root) {
  process.chdir(root);
  const entry = Module.createRequire(path.join(root, 'package.json')).resolve('tslab');
  const dist = path.dirname(entry);
  const tslabRequire = Module.createRequire(entry);
  makeCompilerStrict(tslabRequire);
  const { createConverter } = tslabRequire(path.join(dist, 'converter.js'));
  const { createExecutor } = tslabRequire(path.join(dist, 'executor.js'));
  const jupyter = tslabRequire(path.join(dist, 'jupyter.js'));

  /** @type {AsyncLocalStorage<CellSink>} */
  const context = new AsyncLocalStorage();
  /** @type {CellSink | undefined} */
  let latest;
  const sinkNow = () => context.getStore() ?? latest;

  /** @type {{ diagnostics: string[], errors: unknown[] }} */
  let found = { diagnostics: [], errors: [] };
  const report = {
    log: (value) => sinkNow()?.result(value),
    error: (...args) => {
      if (args.length > 1 && String(args[0]).startsWith('%s%d:%d')) found.diagnostics.push(util.format(...args));
      else found.errors.push(args[0]);
    },
  };
  const node = createConverter({ isJS: false, isBrowser: false });
  const browser = () => {
    throw new Error('Cells for the browser (/** @browser */) cannot be run.');
  };
  const converters = Object.defineProperty({ node, close: () => node.close() }, 'browser', { get: browser });
  const executor = createExecutor(root, converters, report);

  jupyter.lastWriteDisplayData = (content, update) => sinkNow()?.display(content, Boolean(update));
  captureStreams(sinkNow);
  const late = (how) => (error) => sinkNow()?.fail(describeError(error, root, how));
  process.on('uncaughtException', late('thrown outside the cell, by a timer or an event'));
  process.on('unhandledRejection', late('a promise that nothing awaits was rejected'));

  /** Runs one cell; resolves when its code has ended, whether it failed or not. */
  async function execute(/** @type {CellSink} */ sink) {
    latest = sink;
    found = { diagnostics: [], errors: [] };
    let ended = false;
    try {
      ended = await context.run(sink, () => executor.execute(sink.source));
    } catch (error) {
      found.errors.push(error);
    }
    const { diagnostics, errors } = found;
    if (diagnostics.length) sink.fail(describeDiagnostics(diagnostics, sink.source));
    else if (errors.length) sink.fail(describeError(errors[0], root));
    else if (!ended) sink.fail(describeError(new Error('tslab did not run the cell and gave no reason.'), root));
    // Rejections are announced once the microtasks are done.
    await new Promise((resolve) => setImmediate(resolve));
  }

  return { execute, close: () => executor.close() };
}

module.exports = { createHost };
