#!/usr/bin/env node
// npm start: build, train the quick preset on the procedural set, evaluate it, execute the quickstart notebook, export it.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { requirePackages } from './requirePackages.mjs';

keepGoingWithoutReader('start');
requirePackages('npm start', ['typescript', 'tslab', 'markdown-it', 'highlight.js', 'katex']);

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const run = 'runs/quick';
const notebook = 'runs/notebooks/00-quickstart.ipynb';
const started = Date.now();
/** @type {[name: string, seconds: number][]} */
const times = [];

/**
 * Runs one step and stops with its exit code when it fails.
 *
 * @param {string} name
 * @param {string} script
 * @param {...string} args
 */
function step(name, script, ...args) {
  process.stdout.write(`\n== ${name}\n`);
  const begin = Date.now();
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  times.push([name, (Date.now() - begin) / 1000]);
}

for (const project of ['lib/borad', 'lib/notebooks'])
  step(`build ${project}`, 'node_modules/typescript/bin/tsc', '-p', project);
// The quick run is remade by each start; runs of your own lie under other names.
rmSync(join(root, run), { recursive: true, force: true });
step('train', 'lib/borad/bin/borad.js', 'train', '--data', 'procedural', '--preset', 'quick', '--out', run);
step(
  'evaluate',
  'lib/borad/bin/borad.js',
  'evaluate',
  '--run',
  run,
  '--data',
  'procedural',
  '--json',
  `${run}/evaluation.json`,
);
delete process.env.BORAD_OUTPUT;
step('notebook', 'tools/run-notebooks.mjs', '00-quickstart');
step('report', 'tools/export-reports.mjs', notebook);

const seconds = (Date.now() - started) / 1000;
process.stdout.write(`
Done in ${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s (${times.map(([name, time]) => `${name} ${Math.round(time)} s`).join(', ')}).

  trained detector   ${run}/
  metrics            ${run}/evaluation.json
  notebook           ${notebook}
  HTML report        ${relative(root, join(root, 'reports/00-quickstart.html'))}  (open it in a browser; it needs no network)
  figures            runs/notebooks/figures/

Next: npx borad score --run ${run} PHOTO... --out scored
      npx borad train --help
`);
