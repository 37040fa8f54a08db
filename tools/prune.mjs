#!/usr/bin/env node
// npm run prune: removes from node_modules what nothing on this machine loads: binaries of other platforms, source maps,
// builds for browsers, programs that nothing starts. `npm ci` brings everything back.
import { rmSync, statSync } from 'node:fs';
import { installedFiles, prunableFiles } from './prune/prunable.mjs';

const files = installedFiles();
const bytesOf = (list) => list.reduce((sum, file) => sum + statSync(file).size, 0);
const unused = prunableFiles(files);
const [before, removed] = [bytesOf(files), bytesOf([...unused])];
for (const file of unused) rmSync(file);
process.stdout.write(
  `node_modules: ${(before / 1e6).toFixed(0)} MB before, ${((before - removed) / 1e6).toFixed(0)} MB now; npm ci brings it back\n`,
);
