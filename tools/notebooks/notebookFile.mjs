import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { asError } from '../asError.mjs';
import { notebookFault } from './checkNotebook.mjs';
import { slideType } from './slideType.mjs';

/** @typedef {import('./notebook.d.ts').Notebook} Notebook */

/** Thrown for what a user can mend: a wrong name, a broken file. */
export class UsageError extends Error {}

/**
 * The notebooks that are meant, each once: all of the folder, or those named by path, by name or by the beginning of a
 * name (`00`).
 *
 * @param {string} folder
 * @param {string[]} names
 * @returns {string[]} paths
 */
export function findNotebooks(folder, names) {
  const all = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.ipynb'))
        .sort()
    : [];
  if (!names.length) return all.map((name) => join(folder, name));
  const paths = names.flatMap((name) => {
    if (name.endsWith('.ipynb') && existsSync(name)) return [resolve(name)];
    const wanted = basename(name, '.ipynb');
    const exact = all.filter((file) => file === `${wanted}.ipynb`);
    const found = exact.length ? exact : all.filter((file) => file.startsWith(wanted));
    if (!found.length) throw new UsageError(`No notebook "${name}". In ${folder}: ${all.join(', ') || 'none'}.`);
    return found.map((file) => join(folder, file));
  });
  return [...new Set(paths)];
}

/** Beginnings of the names of the notebooks that take longest, the longest first. */
const LONG = ['01', '12', '00', '08', '06', '13', '07'];

/** Notebooks that take minutes: tests leave them to `npm run notebooks -- --check`. */
export const TAKE_MINUTES = ['01', '12'];

/** Notebooks that take more than a minute, 00 because it trains: only `npm test -- --all` compares them. */
export const TAKE_A_MINUTE = ['00', '06', '08'];

/**
 * Notebooks in an order that ends early when some run side by side: begun last, a long one would run alone.
 *
 * @param {string[]} files
 */
export function longestFirst(files) {
  const rank = (/** @type {string} */ file) => {
    const found = LONG.findIndex((name) => basename(file).startsWith(name));
    return found < 0 ? LONG.length : found;
  };
  return [...files].sort((a, b) => rank(a) - rank(b));
}

/**
 * The text of a file in UTF-8, without a byte order mark.
 *
 * @param {string} file
 */
function readUtf8(file) {
  const found = statSync(file);
  if (!found.isFile()) throw new Error(`it is a ${found.isDirectory() ? 'folder' : 'pipe or a device'}, not a file`);
  const bytes = readFileSync(file);
  if (!bytes.length) throw new Error('it is empty');
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) throw new Error('it is UTF-16, expected UTF-8. Save it as UTF-8');
  if (!isUtf8(bytes)) throw new Error('it is not UTF-8. Save it as UTF-8');
  return new TextDecoder('utf-8').decode(bytes);
}

/**
 * Reads a notebook and checks that it is one.
 *
 * @param {string} file
 * @returns {Notebook}
 * @throws {UsageError} one line that names the file and what was found
 */
export function readNotebook(file) {
  let notebook;
  try {
    notebook = JSON.parse(readUtf8(file));
  } catch (error) {
    throw new UsageError(`${file} cannot be read as a notebook: ${asError(error).message.replace(/\s+/g, ' ')}.`);
  }
  const fault = notebookFault(notebook);
  if (fault) throw new UsageError(`${file} is not a notebook: ${fault}.`);
  return notebook;
}

/** @type {(value: any) => any} */
const sorted = (value) => {
  if (Array.isArray(value)) return value.map(sorted);
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
};

/**
 * `wanted`, or with a letter behind it when another cell has that id.
 *
 * @param {Set<string | undefined>} taken
 * @param {string} wanted
 */
function freeId(taken, wanted) {
  let id = wanted;
  for (let letter = 98; taken.has(id); letter++) id = `${wanted}${String.fromCharCode(letter)}`;
  taken.add(id);
  return id;
}

/**
 * The text of a notebook as Jupyter writes it: keys in order, an indent of one, a final newline.
 *
 * @param {Notebook} notebook
 * @param {string | undefined} profile
 */
export function notebookText(notebook, profile) {
  const copy = structuredClone(notebook);
  copy.nbformat_minor = Math.max(5, copy.nbformat_minor ?? 0);
  const language = { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' };
  copy.metadata = {
    ...copy.metadata,
    borad: { profile },
    kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
    language_info: language,
  };
  const taken = new Set(copy.cells.map((cell) => cell.id));
  copy.cells.forEach((cell, i) => {
    cell.id ??= freeId(taken, `cell-${String(i + 1).padStart(2, '0')}`);
    cell.metadata ??= {};
    cell.metadata.slideshow ??= { slide_type: slideType(cell) };
    for (const times of ['execution', 'ExecuteTime']) delete cell.metadata[times];
  });
  return `${JSON.stringify(sorted(copy), null, 1)}\n`;
}

/**
 * Writes a file whole or not at all, as the library does.
 *
 * @param {string} file
 * @param {string | Uint8Array} text
 */
export function writeAtomic(file, text) {
  createRequire(import.meta.url)('../../lib/borad/dist/base/files.js').writeFileAtomic(file, text);
}
