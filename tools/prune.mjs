#!/usr/bin/env node
// npm run prune: removes from node_modules what nothing on this machine loads: binaries of other platforms, source maps,
// builds for browsers. `npm ci` brings everything back.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unusedFiles } from '../lib/borad/dist/cli/prune/unusedFiles.js';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
/** zeromq has its binaries under `build/PLATFORM/ARCHITECTURE`. */
const otherBuild = new RegExp(
  `^zeromq[\\\\/]build[\\\\/](?!${process.platform}[\\\\/]${process.arch}[\\\\/])\\w+[\\\\/]\\w+[\\\\/].*\\.node$`,
);

const files = readdirSync(modules, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const bytesOf = (list) => list.reduce((sum, file) => sum + statSync(file).size, 0);
const unused = new Set([
  ...unusedFiles().flatMap((group) => group.files),
  ...files.filter((file) => file.endsWith('.map') || otherBuild.test(relative(modules, file))),
]);
const [before, removed] = [bytesOf(files), bytesOf([...unused])];
for (const file of unused) rmSync(file);
process.stdout.write(
  `node_modules: ${(before / 1e6).toFixed(0)} MB before, ${((before - removed) / 1e6).toFixed(0)} MB now; npm ci brings it back\n`,
);
