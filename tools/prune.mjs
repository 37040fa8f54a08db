#!/usr/bin/env node
// npm run prune: removes from node_modules what nothing on this machine loads: binaries of other platforms, source maps,
// builds for browsers, tests of packages, programs that nothing starts. `npm ci` brings everything back.
import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { installedFiles, prunableFiles } from './prune/prunable.mjs';

/**
 * Removes a folder that is empty, and those above it that are empty then.
 *
 * @param {string} folder
 */
function removeEmpty(folder) {
  if (readdirSync(folder).length > 0) return;
  rmdirSync(folder);
  removeEmpty(dirname(folder));
}

const files = installedFiles();
const bytesOf = (/** @type {string[]} */ list) => list.reduce((sum, file) => sum + statSync(file).size, 0);
const unused = prunableFiles(files);
const [before, removed] = [bytesOf(files), bytesOf([...unused])];
const folders = new Set();
for (const file of unused) {
  rmSync(file);
  folders.add(dirname(file));
}
for (const folder of folders) if (existsSync(folder)) removeEmpty(folder);
process.stdout.write(
  `node_modules: ${(before / 1e6).toFixed(0)} MB before, ${((before - removed) / 1e6).toFixed(0)} MB now; npm ci brings it back\n`,
);
