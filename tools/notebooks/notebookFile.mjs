import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';

/** Thrown for what a user can mend: a wrong name, a broken file. */
export class UsageError extends Error {}

/**
 * The notebooks that are meant: all of the folder, or those named by path, by name or by the beginning of a name (`00`).
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
  return names.flatMap((name) => {
    if (name.endsWith('.ipynb') && existsSync(name)) return [resolve(name)];
    const wanted = basename(name, '.ipynb');
    const exact = all.filter((file) => file === `${wanted}.ipynb`);
    const found = exact.length ? exact : all.filter((file) => file.startsWith(wanted));
    if (!found.length) throw new UsageError(`No notebook "${name}". In ${folder}: ${all.join(', ') || 'none'}.`);
    return found.map((file) => join(folder, file));
  });
}

/** Reads a notebook and checks that it is one. */
export function readNotebook(file) {
  let notebook;
  try {
    notebook = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} cannot be read as a notebook: ${error.message}.`);
  }
  if (!Array.isArray(notebook.cells) || notebook.nbformat !== 4) {
    throw new UsageError(`${file} is not a notebook of format 4. Open and save it in Jupyter.`);
  }
  return notebook;
}

const sorted = (value) => {
  if (Array.isArray(value)) return value.map(sorted);
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
};

/** The text of a notebook as Jupyter writes it: keys in order, an indent of one, a final newline. */
export function notebookText(notebook, profile) {
  const copy = structuredClone(notebook);
  copy.nbformat_minor = Math.max(5, copy.nbformat_minor ?? 0);
  copy.metadata = {
    ...copy.metadata,
    borad: { profile },
    kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
    language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
  };
  copy.cells.forEach((cell, i) => {
    cell.id ??= `cell-${String(i + 1).padStart(2, '0')}`;
    cell.metadata ??= {};
    for (const times of ['execution', 'ExecuteTime']) delete cell.metadata[times];
  });
  return `${JSON.stringify(sorted(copy), null, 1)}\n`;
}

/** Writes a file whole or not at all, as the library does. */
export function writeAtomic(file, text) {
  createRequire(import.meta.url)('../../lib/dist/base/files.js').writeFileAtomic(file, text);
}
