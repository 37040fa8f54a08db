/** Checks that a value read from JSON is a notebook that can be run and written back without loss. */

/** @typedef {import('./notebook.d.ts').Notebook} Notebook */

const CELL_TYPES = ['code', 'markdown', 'raw'];

/**
 * What a value is, in a word or two: `null`, `a list`, `the text "abc"`.
 *
 * @param {unknown} value
 */
function kindOf(value) {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  return `the ${typeof value} ${value}`;
}

/** @type {(value: unknown) => value is Record<string, any>} */
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const isText = (/** @type {unknown} */ value) =>
  typeof value === 'string' || (Array.isArray(value) && value.every((line) => typeof line === 'string'));

/**
 * What is wrong with a cell, or null.
 *
 * @param {unknown} cell
 */
function cellFault(cell) {
  if (!isObject(cell)) return `is ${kindOf(cell)}, expected an object`;
  if (!CELL_TYPES.includes(cell.cell_type))
    return `has ${kindOf(cell.cell_type)} as "cell_type", expected ${CELL_TYPES.join(', ')}`;
  if (!isText(cell.source)) return `has ${kindOf(cell.source)} as "source", expected text or a list of lines`;
  if (cell.metadata !== undefined && !isObject(cell.metadata))
    return `has ${kindOf(cell.metadata)} as "metadata", expected an object`;
  const tags = cell.metadata?.tags;
  if (tags !== undefined && !(Array.isArray(tags) && isText(tags)))
    return `has ${kindOf(tags)} as tags, expected a list of words`;
  if (cell.id !== undefined && (typeof cell.id !== 'string' || cell.id === ''))
    return `has ${kindOf(cell.id)} as "id", expected text`;
  const { outputs } = cell;
  if (outputs !== undefined && !(Array.isArray(outputs) && outputs.every(isObject)))
    return 'has "outputs" that are not a list of objects';
  return null;
}

/**
 * Ids that more than one cell has.
 *
 * @param {{ id?: unknown }[]} cells
 */
function repeatedIds(cells) {
  const seen = new Set();
  const repeated = new Set();
  for (const { id } of cells) {
    if (id === undefined) continue;
    if (seen.has(id)) repeated.add(id);
    seen.add(id);
  }
  return [...repeated];
}

/**
 * What keeps a value from being a notebook of format 4, in one sentence, or null.
 *
 * @param {unknown} notebook
 * @returns {string | null}
 */
export function notebookFault(notebook) {
  if (!isObject(notebook)) return `it holds ${kindOf(notebook)}, expected an object with "cells"`;
  const { nbformat, nbformat_minor: minor, metadata, cells } = notebook;
  if (nbformat !== 4)
    return `"nbformat" is ${kindOf(nbformat)}, expected format 4. Open and save it in Jupyter to convert it`;
  if (minor !== undefined && !(Number.isInteger(minor) && minor >= 0))
    return `"nbformat_minor" is ${kindOf(minor)}, expected a whole number`;
  if (metadata !== undefined && !isObject(metadata)) return `"metadata" is ${kindOf(metadata)}, expected an object`;
  if (!Array.isArray(cells)) return `"cells" is ${kindOf(cells)}, expected a list`;
  for (const [i, cell] of cells.entries()) {
    const fault = cellFault(cell);
    if (fault) return `cell ${i + 1} ${fault}`;
  }
  const repeated = repeatedIds(cells);
  if (repeated.length)
    return `several cells have the same id: ${repeated.join(', ')}. Give each its own, or delete the ids`;
  return null;
}

/**
 * The kernel of a notebook that is not for TypeScript, or null. A notebook that names no kernel is taken for TypeScript.
 *
 * @param {Notebook} notebook
 * @returns {string | null} such as `python3 (python)`
 */
export function otherKernel(notebook) {
  const { kernelspec, language_info: info } = notebook.metadata ?? {};
  const languages = [kernelspec?.language, info?.name]
    .filter((name) => typeof name === 'string')
    .filter((name) => name !== '');
  const name = typeof kernelspec?.name === 'string' ? kernelspec.name : undefined;
  const ours = languages.length
    ? languages.every((language) => language.toLowerCase() === 'typescript') && name !== 'deno'
    : name === undefined || name === 'tslab';
  if (ours) return null;
  const language = languages.find((word) => word.toLowerCase() !== 'typescript');
  return language && language !== name ? `${name ?? 'unnamed'} (${language})` : String(name);
}
