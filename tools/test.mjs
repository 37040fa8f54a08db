#!/usr/bin/env node
// npm test: build, lint, types, unit tests with oracles, the quick notebooks compared with the committed ones.
// `npm test -- PATTERN...` runs only the unit tests that match.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = (script, ...args) => [process.execPath, join(root, script), ...args];
const tsc = (project) => node('node_modules/typescript/bin/tsc', '-p', project);
const patterns = process.argv.slice(2);

const steps = patterns.length
  ? [['unit tests', node('node_modules/vitest/vitest.mjs', 'run', ...patterns)]]
  : [
      ['build', tsc('lib/tsconfig.json')],
      ['lint', node('node_modules/@biomejs/biome/bin/biome', 'check', '.')],
      ['types', tsc('tsconfig.json')],
      ['notebooks', node('tools/run-notebooks.mjs', '--check')],
      ['unit tests', node('node_modules/vitest/vitest.mjs', 'run')],
    ];

for (const [name, [command, ...args]] of steps) {
  process.stdout.write(`\n== ${name}\n`);
  const { status, signal } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: process.env });
  if (status !== 0) {
    process.stderr.write(`${name} failed (${signal ?? `exit code ${status}`})\n`);
    process.exit(1);
  }
}
