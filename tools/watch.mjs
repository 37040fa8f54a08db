#!/usr/bin/env node
// npm run watch: checks types and runs the tests that a change concerns, at every change, until Ctrl-C.
// `npm run watch -- PATTERN...` runs the tests that match first; without one nothing runs before the first change.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const patterns = process.argv.slice(2);
const watchers = [
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--watch', '--preserveWatchOutput'],
  [
    'node_modules/vitest/vitest.mjs',
    'watch',
    '--clearScreen=false',
    ...(patterns.length ? patterns : ['--standalone']),
  ],
].map(([script, ...args]) =>
  spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    // Keys are for vitest alone (press h for its help).
    stdio: [script.includes('vitest') ? 'inherit' : 'ignore', 'inherit', 'inherit'],
  }),
);

for (const watcher of watchers) {
  watcher.on('exit', (code) => {
    for (const other of watchers) other.kill();
    process.exitCode ||= code ?? 0;
  });
}
