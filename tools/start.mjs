#!/usr/bin/env node
// npm start: build, train the quick preset on the procedural set, evaluate it, execute the quickstart notebook, export it.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { coreLists, onCores } from './cores.mjs';
import { requirePackages } from './requirePackages.mjs';

keepGoingWithoutReader('start');
requirePackages('npm start', ['typescript', 'tslab', 'markdown-it', 'highlight.js', 'katex']);

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const run = 'runs/quick';
const notebook = 'runs/notebooks/00-quickstart.ipynb';
const started = Date.now();
/** @type {[name: string, seconds: number][]} */
const times = [];
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Runs one step; when it fails, everything ends with its exit code.
 *
 * @param {string} name
 * @param {[script: string, ...args: string[]]} command
 * @param {{ aside?: boolean, cores?: string }} [how] aside: another step prints meanwhile, so that what this one prints comes when it has ended
 * @returns {Promise<void>}
 */
function step(name, [script, ...args], { aside = false, cores } = {}) {
  const title = `\n== ${name}\n`;
  if (!aside) process.stdout.write(title);
  const begin = Date.now();
  const [program, ...rest] = onCores(cores, [process.execPath, join(root, script), ...args]);
  const child = spawn(program, rest, { cwd: root, stdio: aside ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
  running.add(child);
  /** @type {Buffer[]} */
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => said.push(data));
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (status) => {
      running.delete(child);
      if (aside) process.stdout.write(Buffer.concat([Buffer.from(title), ...said]));
      if (status !== 0) {
        for (const other of running) other.kill();
        process.exit(status ?? 1);
      }
      times.push([name, (Date.now() - begin) / 1000]);
      done();
    });
  });
}

const tsc = 'node_modules/typescript/bin/tsc';
const borad = 'lib/borad/bin/borad.js';
await step('build lib/borad', [tsc, '-b', 'lib/borad']);
// Training leaves a core idle while it draws its images, and reads nothing of the other package.
const built = step('build lib/notebooks', [tsc, '-b', 'lib/notebooks'], { aside: true });
// The quick run is remade by each start; runs of your own lie under other names.
rmSync(join(root, run), { recursive: true, force: true });
await step('train', [borad, 'train', '--data', 'procedural', '--preset', 'quick', '--out', run]);
await built;
delete process.env.BORAD_OUTPUT;
// Both read the finished run, and neither the other.
const [first, second] = coreLists(2);
const evaluated = step(
  'evaluate',
  [borad, 'evaluate', '--run', run, '--data', 'procedural', '--json', `${run}/evaluation.json`],
  { cores: first },
);
await step('notebook', ['tools/run-notebooks.mjs', '00-quickstart'], { aside: true, cores: second });
await step('report', ['tools/export-reports.mjs', notebook], { aside: true, cores: second });
await evaluated;

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
