'use strict';
const util = require('node:util');

/** @typedef {import('./notebook.d.ts').CellError} CellError */

const INTERNAL = /^\s+at .*(tslab[\\/]dist|node:|tools[\\/]notebooks|<anonymous>\)?$)/;

/**
 * A stack without the frames of Node.js and of the runner, and without the machine's own paths.
 *
 * @param {string} stack
 * @param {string[]} folders
 */
function cleanStack(stack, folders) {
  // V8 may put the place in the compiled source and a blank line first.
  return stack
    .replace(/^evalmachine\.<anonymous>:\d+\n[\s\S]*?\n\n/, '')
    .split('\n')
    .filter((line) => !INTERNAL.test(line))
    .map((line) => folders.reduce((text, folder) => (folder.length > 1 ? text.replaceAll(folder, '.') : text), line))
    .map((line) => line.replace(/evalmachine\.<anonymous>:\d+:\d+/, 'cell'));
}

/**
 * @param {unknown} error whatever was thrown
 * @param {string[]} folders those of the project and of the notebook, which are left out of paths
 * @param {string} [how] how it came, when it was not simply thrown by the cell
 * @returns {CellError}
 */
function describeError(error, folders, how) {
  const isError = util.types.isNativeError(error) || error instanceof Error;
  const ename = isError ? error.name : 'Thrown value';
  const evalue = isError ? String(error.message) : util.inspect(error);
  const lines = isError ? cleanStack(String(error.stack), folders) : [`Thrown value: ${evalue}`];
  const cause = isError && error.cause !== undefined ? describeError(error.cause, folders).traceback : [];
  if (cause.length) cause[0] = `caused by ${cause[0]}`;
  return { ename, evalue, traceback: [...(how ? [`(${how})`] : []), ...lines, ...cause] };
}

/**
 * @param {string[]} diagnostics `line:column - message`, with a file name before it where the fault is in another file
 * @param {string} source
 * @returns {CellError}
 */
function describeDiagnostics(diagnostics, source) {
  const rows = source.split('\n');
  const traceback = diagnostics.flatMap((text, i) => {
    const place = /^(\d+):(\d+) - /.exec(text);
    const repeated = place && diagnostics[i - 1]?.startsWith(place[0]);
    if (!place || repeated) return [repeated ? `  ${text.slice(place[0].length)}` : text];
    const row = rows[Number(place[1]) - 1] ?? '';
    return [text, `    ${row}`, `    ${' '.repeat(Number(place[2]) - 1)}^`];
  });
  return { ename: 'TypeScriptError', evalue: diagnostics[0], traceback };
}

module.exports = { describeError, describeDiagnostics };
