#!/usr/bin/env node
// npm run kernel:run: every notebook in the kernel that JupyterLab uses, by nbconvert.
//   npm run kernel:run -- [NAME...] [--profile quick|full] [--timeout SECONDS] [--jobs N]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { inLanes, onCores } from './cores.mjs';
import { readFlags } from './flags.mjs';
import { KERNEL, kernelSpec } from './notebooks/kernelSpec.mjs';
import { findNotebooks, longestFirst } from './notebooks/notebookFile.mjs';
import { findNbconvert } from './reports/nbconvert.mjs';

keepGoingWithoutReader('kernel');

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * A folder for JUPYTER_PATH in which the kernel `tslab` is that of node_modules, whatever else the machine has.
 *
 * @param {string} scratch
 */
function kernelFolder(scratch) {
  const folder = join(scratch, 'jupyter');
  mkdirSync(join(folder, 'kernels', KERNEL), { recursive: true });
  writeFileSync(join(folder, 'kernels', KERNEL, 'kernel.json'), JSON.stringify(kernelSpec(root)));
  return folder;
}

/**
 * Executes one notebook on some cores; the executed copy and what its cells write go into the scratch folder.
 *
 * @param {string[]} nbconvert
 * @param {string} file
 * @param {{ scratch: string, profile: string, timeout: string, cores?: string }} options
 * @returns {Promise<{ ok: boolean, said: string, seconds: number }>}
 */
function execute(nbconvert, file, { scratch, profile, timeout, cores }) {
  const limits = ['--ExecutePreprocessor.startup_timeout=300', `--ExecutePreprocessor.timeout=${timeout}`];
  const args = ['--to', 'notebook', '--execute', ...limits, '--output-dir', scratch];
  const env = { ...process.env, JUPYTER_PATH: kernelFolder(scratch), BORAD_PROFILE: profile, BORAD_OUTPUT: scratch };
  const started = performance.now();
  return new Promise((resolve) => {
    const [program, ...rest] = onCores(cores, [...nbconvert, ...args, '--log-level=ERROR', file]);
    const child = spawn(program, rest, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
    child.on('close', (code) => resolve({ ok: code === 0, said, seconds: (performance.now() - started) / 1000 }));
  });
}

const { values, positionals } = readFlags(import.meta.url, {
  allowPositionals: true,
  options: {
    profile: { type: 'string', default: 'quick' },
    timeout: { type: 'string', default: '600' },
    jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
  },
});
const nbconvert = findNbconvert();
if (!nbconvert) {
  process.stderr.write('kernel: nbconvert is missing (Debian: jupyter-nbconvert, jupyter-client).\n');
  process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), 'borad-kernel-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

let failed = 0;
const files = longestFirst(findNotebooks(join(root, 'notebooks'), positionals));
await inLanes(files, Number(values.jobs) || 1, async (file, cores) => {
  const { ok, said, seconds } = await execute(nbconvert, file, { ...values, scratch, cores });
  process.stdout.write(`${ok ? 'ok    ' : 'failed'}  ${basename(file)}  ${seconds.toFixed(0)} s\n`);
  if (!ok) process.stdout.write(said.replace(/^/gm, '    '));
  failed += ok ? 0 : 1;
});
process.exitCode = failed > 0 ? 1 : 0;
