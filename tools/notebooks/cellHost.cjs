'use strict';
/**
 * Runs TypeScript cells with tslab's own converter and executor, by the compiler options of the kernel, and reports every
 * error that a cell can make: thrown, rejected or found by the compiler, at once or later from a timer or a promise nobody
 * awaits.
 *
 * The stock kernel lets two of them pass: late errors are printed only, and type errors arrive as a bare `<Error>`.
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
 * @property {(content: import('./cellOutputs.cjs').Display, update: boolean) => void} display
 * @property {(value: unknown) => void} result the value of the last expression
 * @property {(error: import('./notebook.d.ts').CellError) => void} fail called for every error, also after the cell has ended
 */

/**
 * Where packages are looked for that are not found beside the notebook or above it: the project's own, so that a notebook
 * outside of the project can use them.
 *
 * @param {string} root
 */
function projectPackages(root) {
  const packages = path.join(root, 'node_modules');
  process.env.NODE_PATH = [process.env.NODE_PATH, packages].filter(Boolean).join(path.delimiter);
  /** @type {any} */ (Module)._initPaths();
  // A mapped path passes by a package's exports: its rooms would be read as sources.
  const ofOurs = ['borad', 'borad-notebooks'].map((name) => [`${name}/*`, [`${packages}/${name}/dist/*`]]);
  return { ...Object.fromEntries(ofOurs), '*': [`${packages}/*`, `${packages}/@types/*`] };
}

/**
 * Readies tslab's compiler: its options are the kernel's, so that a cell that compiles here compiles there. No file is
 * watched: a run is short.
 *
 * @param {NodeJS.Require} tslabRequire
 * @param {object} options options of the compiler beyond tslab's own: where packages are looked for
 */
function readyCompiler(tslabRequire, options) {
  const file = tslabRequire.resolve('@tslab/typescript-for-tslab');
  const ts = tslabRequire(file);
  ts.sys.watchFile = () => ({ close() {} });
  ts.sys.watchDirectory = () => ({ close() {} });
  /** @type {(rootFiles: string[], stock: object, ...rest: unknown[]) => unknown} */
  const createWatchCompilerHost = (rootFiles, stock, ...rest) =>
    ts.createWatchCompilerHost(rootFiles, { ...stock, ...options }, ...rest);
  /** @typedef {{ file?: object, messageText: unknown }} Found a diagnostic of the compiler */
  // tslab forgets the file of a message in several parts.
  /** @type {(program: object, files: object[]) => Found[]} */
  const getPreEmitDiagnosticsOfFiles = (program, files) =>
    ts.getPreEmitDiagnosticsOfFiles(program, files).map((/** @type {Found} */ found) => {
      if (found.file === files[0]) return found;
      return { ...found, messageText: ts.flattenDiagnosticMessageText(found.messageText, '\n') };
    });
  // The module's own properties are read-only getters, so a copy takes its place among the loaded modules.
  const loaded = /** @type {NodeModule} */ (tslabRequire.cache[file]);
  loaded.exports = { ...ts, createWatchCompilerHost, getPreEmitDiagnosticsOfFiles };
}

/**
 * The text of what is written to a stream: bytes that are not UTF-8 become U+FFFD.
 *
 * @param {string | Uint8Array} chunk
 * @param {unknown} encoding
 * @param {util.TextDecoder} decoder
 */
function textOf(chunk, encoding, decoder) {
  if (typeof chunk !== 'string') return decoder.decode(chunk, { stream: true });
  return typeof encoding === 'string' && Buffer.isEncoding(encoding) ? Buffer.from(chunk, encoding).toString() : chunk;
}

/**
 * Sends what is written to stdout and stderr to the cell whose code writes it.
 *
 * @param {() => CellSink | undefined} sinkNow
 */
function captureStreams(sinkNow) {
  for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
    const decoder = new util.TextDecoder();
    /** @type {(chunk: any, encoding?: any, callback?: (error?: Error) => void) => boolean} */
    const write = (chunk, encoding, callback) => {
      const text = textOf(chunk, encoding, decoder);
      sinkNow()?.stream(name, text);
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done) process.nextTick(done);
      return true;
    };
    process[name].write = write;
  }
}

/**
 * Whether a folder is another or lies in it.
 *
 * @param {string} folder
 * @param {string} outer
 */
function isWithin(folder, outer) {
  const way = path.relative(outer, folder);
  return !path.isAbsolute(way) && !/^\.\.([\\/]|$)/.test(way);
}

/**
 * @param {string} root folder that holds node_modules
 * @param {string} folder the notebook's own: the working directory of all cells, as in Jupyter
 */
function createHost(root, folder) {
  process.chdir(folder);
  // The compiler sees the folder without links in its path.
  const here = process.cwd();
  const entry = Module.createRequire(path.join(root, 'package.json')).resolve('tslab');
  const dist = path.dirname(entry);
  const tslabRequire = Module.createRequire(entry);
  const options = isWithin(here, root) ? {} : { paths: projectPackages(root) };
  readyCompiler(tslabRequire, options);
  const { createConverter } = tslabRequire(path.join(dist, 'converter.js'));
  const { createExecutor } = tslabRequire(path.join(dist, 'executor.js'));
  const jupyter = tslabRequire(path.join(dist, 'jupyter.js'));

  /** @type {(error: unknown, how?: string) => import('./notebook.d.ts').CellError} */
  const describe = (error, how) => describeError(error, [root, here], how);
  /** @type {AsyncLocalStorage<CellSink>} */
  const context = new AsyncLocalStorage();
  /** @type {CellSink | undefined} */
  let latest;
  const sinkNow = () => context.getStore() ?? latest;

  /** @type {{ diagnostics: string[], errors: unknown[] }} */
  let found = { diagnostics: [], errors: [] };
  const report = {
    log: (/** @type {unknown} */ value) => sinkNow()?.result(value),
    error: (/** @type {unknown[]} */ ...args) => {
      if (args.length > 1 && String(args[0]).startsWith('%s%d:%d')) found.diagnostics.push(util.format(...args));
      else found.errors.push(args[0]);
    },
  };
  const node = createConverter({ isJS: false, isBrowser: false });
  const browser = () => {
    throw new Error('Cells for the browser (/** @browser */) cannot be run.');
  };
  const converters = Object.defineProperty({ node, close: () => node.close() }, 'browser', { get: browser });
  const executor = createExecutor(here, converters, report);

  /** @type {(content: import('./cellOutputs.cjs').Display, update?: boolean) => void} */
  jupyter.lastWriteDisplayData = (content, update) => sinkNow()?.display(content, Boolean(update));
  captureStreams(sinkNow);
  const late = (/** @type {string} */ how) => (/** @type {unknown} */ error) => sinkNow()?.fail(describe(error, how));
  process.on('uncaughtException', late('thrown outside the cell, by a timer, an event or a worker thread'));
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
    else if (errors.length) sink.fail(describe(errors[0]));
    else if (!ended) sink.fail(describe(new Error('tslab did not run the cell and gave no reason.')));
    // Rejections are announced once the microtasks are done.
    await new Promise((resolve) => setImmediate(resolve));
  }

  return { execute, close: () => executor.close() };
}

module.exports = { createHost };
