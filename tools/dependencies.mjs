#!/usr/bin/env node
// npm run dependencies: writes licences and sizes into docs/dependencies.md, from what `npm ci` has installed here.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { largest, packageSizes, withMeasures } from './dependencies/measured.mjs';
import { installedFiles, modules, prunableFiles } from './prune/prunable.mjs';

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const page = path('docs/dependencies.md');

const files = installedFiles();
const prunable = prunableFiles(files);
if (![...prunable].some((file) => /onnxruntime-node/.test(file))) {
  process.stderr.write(
    'dependencies: node_modules is pruned, so that sizes as installed cannot be measured: run npm ci\n',
  );
  process.exit(2);
}
const sizes = packageSizes(
  files.map((file) => ({ name: relative(modules, file), bytes: statSync(file).size, prunable: prunable.has(file) })),
);

/**
 * The manifest of a package, wherever a workspace has it.
 *
 * @param {string} name
 */
function manifestOf(name) {
  const places = [modules, path('lib/borad/node_modules'), path('lib/notebooks/node_modules')];
  const found = places.map((place) => join(place, name, 'package.json')).find((file) => existsSync(file));
  if (!found) throw new Error(`${name} is not installed.`);
  return JSON.parse(readFileSync(found, 'utf8'));
}

const text = withMeasures(readFileSync(page, 'utf8'), manifestOf, sizes);
const [head, tail] = text.split(/\n## The largest packages\n[^#]*/);
const section = `\n## The largest packages\n\nIn a clone on ${process.platform} ${process.arch}, written by \`npm run dependencies\` (sums of file sizes; in whole blocks and with folders they take about a sixth more on disk):\n\n${largest(sizes, 25)}\n`;
writeFileSync(page, `${head.trimEnd()}\n${section}${tail ? `\n${tail}` : ''}`);
