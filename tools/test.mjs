#!/usr/bin/env node
// npm test: build, lint, types, unit tests with oracles, notebooks compared with the committed ones; then the time of each part.
// It leaves out the test files that train, kill, run notebooks or open browsers, and the notebooks that take more than a minute:
// `npm test -- --all` runs them, too.
// `npm test -- --all --kernel=06,07` leaves those notebooks to `npm run kernel:run -- --check 06 07`, which makes the same comparison.
// `npm test -- PATTERN...` runs only the unit tests that match, long ones included.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { findNotebooks, TAKE_A_MINUTE, TAKE_MINUTES } from './notebooks/notebookFile.mjs';
import { partTimes } from './partTimes.mjs';
import { requirePackages } from './requirePackages.mjs';
import { sideBySide } from './sideBySide.mjs';

keepGoingWithoutReader('test');
requirePackages('npm test', ['typescript', 'tslab', '@biomejs/biome', 'vitest']);

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = (/** @type {string} */ script, /** @type {string[]} */ ...args) => [
  process.execPath,
  join(root, script),
  ...args,
];
const tsc = (/** @type {string} */ project) => node('node_modules/typescript/bin/tsc', '-p', project);
const KERNEL = '--kernel=';
const options = process.argv.slice(2).filter((argument) => argument === '--all' || argument.startsWith(KERNEL));
const inKernel = options.flatMap((option) => (option.startsWith(KERNEL) ? option.slice(KERNEL.length).split(',') : []));
const patterns = process.argv.slice(2).filter((argument) => !options.includes(argument));
const everything = process.argv.includes('--all') || patterns.length > 0;
const scratch = mkdtempSync(join(tmpdir(), 'borad-test-'));
const summary = join(scratch, 'vitest.json');
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const vitest = node(
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${summary}`,
  ...(everything ? [] : ['--project=sharing', '--project=alone']),
  ...patterns,
);

const leftOut = [...(everything ? [] : TAKE_A_MINUTE), ...TAKE_MINUTES, ...inKernel];
const compared = findNotebooks(join(root, 'notebooks'), []).filter(
  (file) => !leftOut.some((name) => basename(file).startsWith(`${name}-`)),
);

/**
 * Steps one after another; the commands of a list of several run side by side.
 *
 * @type {[name: string, command: string[]][][]}
 */
const steps = patterns.length
  ? [[['unit tests', vitest]]]
  : [
      [['build', tsc('lib/borad/tsconfig.json')]],
      [['build of the notebooks', tsc('lib/notebooks/tsconfig.json')]],
      [['lint', node('node_modules/@biomejs/biome/bin/biome', 'check', '.')]],
      [
        ['types', tsc('tsconfig.json')],
        ['types of tools', tsc('tsconfig.tools.json')],
        ['types of indexes', node('tools/checked-indexes.mjs')],
      ],
      [['notebooks', node('tools/run-notebooks.mjs', '--check', ...compared)]],
      [['unit tests', vitest]],
    ];

/** @type {[name: string, seconds: number][]} */
const times = [];
const printTimes = () => process.stdout.write(`\n${partTimes(times)}`);

/**
 * Runs one command with its output as it comes.
 *
 * @param {[name: string, command: string[]]} part
 */
function runAlone([name, [command, ...args]]) {
  process.stdout.write(`\n== ${name}\n`);
  const started = performance.now();
  const { status, signal } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: process.env });
  return { name, status: status ?? signal, seconds: (performance.now() - started) / 1000 };
}

for (const step of steps) {
  const started = performance.now();
  const ended = step.length > 1 ? await sideBySide(step, { cwd: root }) : [runAlone(step[0])];
  times.push([step.map(([name]) => name).join(', '), (performance.now() - started) / 1000]);
  const failed = ended.filter(({ status }) => status !== 0);
  if (failed.length > 0) {
    printTimes();
    for (const { name, status } of failed)
      process.stderr.write(`${name} failed (${typeof status === 'number' ? `exit code ${status}` : status})\n`);
    process.exit(1);
  }
}

printTimes();
const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(summary, 'utf8'));
process.stdout.write(`\n${numPassedTests} passed, ${numFailedTests} failed\n`);
if (!everything)
  process.stdout.write(`Left out: long tests, notebooks ${TAKE_A_MINUTE.join(', ')}: npm test -- --all\n`);
if (inKernel.length > 0)
  process.stdout.write(`Left to the kernel: npm run kernel:run -- --check ${inKernel.join(' ')}\n`);
process.stdout.write(
  `Not checked: notebooks ${TAKE_MINUTES.join(' and ')}, minutes each: npm run notebooks -- --check ${TAKE_MINUTES.join(' ')}\n`,
);
