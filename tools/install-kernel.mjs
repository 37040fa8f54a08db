#!/usr/bin/env node
/** Tells Jupyter of this project's TypeScript kernel. `npm run kernel -- --help` */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { asError } from './asError.mjs';
import { readFlags } from './flags.mjs';
import { KERNEL, kernelFolder, kernelSpec } from './notebooks/kernelSpec.mjs';
import { requirePackages } from './requirePackages.mjs';

const HELP = `npm run kernel [-- options]

Writes the kernelspec of the TypeScript kernel (tslab) of this project, so that JupyterLab, the classic Notebook and VS Code
run the notebooks. It names Node and the kernel by absolute paths: run it again after either has moved.

  --prefix DIR  into DIR/share/jupyter (of a Python or conda environment) instead of Jupyter's folder of the user
  --remove      takes the kernelspec away again
  --help`;

keepGoingWithoutReader('kernel');
const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * The kernelspec in a folder; undefined where there is none, null where there is something else.
 *
 * @param {string} file
 */
function readSpec(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * @param {string} folder
 * @param {string} file
 */
function install(folder, file) {
  const spec = kernelSpec(root);
  const before = readSpec(file);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(spec, null, 1)}\n`);
  console.log(`${before && !isDeepStrictEqual(before, spec) ? 'Replaced another kernel' : 'Wrote'}: ${file}`);
  console.log(
    `Choose the kernel "${spec.display_name}" in Jupyter, or open a notebook of notebooks/, which asks for it.`,
  );
}

/**
 * @param {string} folder
 * @param {string} file
 */
function remove(folder, file) {
  const found = readSpec(file);
  if (found === undefined) {
    console.log(`Nothing to remove: there is no ${file}.`);
    return;
  }
  if (!isDeepStrictEqual(found?.argv?.slice(1), kernelSpec(root).argv.slice(1)))
    throw new Error(
      `${file} belongs to another installation of ${KERNEL}, and stays. Remove it where it was made, or delete the file.`,
    );
  rmSync(folder, { recursive: true });
  console.log(`Removed: ${folder}`);
}

try {
  const { values } = readFlags(
    import.meta.url,
    {
      options: { prefix: { type: 'string' }, remove: { type: 'boolean', default: false } },
    },
    HELP,
  );
  const folder = kernelFolder({ prefix: values.prefix && resolve(process.env.INIT_CWD ?? '.', values.prefix) });
  const file = join(folder, 'kernel.json');
  if (!values.remove) requirePackages('npm run kernel', ['tslab']);
  (values.remove ? remove : install)(folder, file);
} catch (error) {
  const { message } = asError(error);
  console.error(`kernel: ${message}`);
  process.exitCode = 1;
}
