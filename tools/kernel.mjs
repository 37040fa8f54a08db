#!/usr/bin/env node
// npm run kernel:run: every notebook in the kernel that JupyterLab uses, by nbconvert.
//   npm run kernel:run -- [NAME...] [--profile quick|full] [--timeout SECONDS] [--jobs N] [--check] [--record]
// --check compares outputs with those that are stored, as `npm run notebooks -- --check` does, in the profile that they were stored
// by. --record writes times and results into docs/installation.md.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { inLanes, onCores } from './cores.mjs';
import { readFlags } from './flags.mjs';
import { compareOutputs } from './notebooks/compareOutputs.mjs';
import { KERNEL, kernelSpec } from './notebooks/kernelSpec.mjs';
import { findNotebooks, longestFirst, readNotebook } from './notebooks/notebookFile.mjs';
import { recordRows } from './pageTable.mjs';
import { duration } from './partTimes.mjs';
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
 * Executes one notebook on some cores; the executed copy goes into a folder.
 *
 * @param {string} file
 * @param {{ out: string, timeout: string, cores?: string, env: Record<string, string> }} options
 * @returns {Promise<{ ok: boolean, said: string }>}
 */
function execute(file, { out, timeout, cores, env }) {
  const limits = ['--ExecutePreprocessor.startup_timeout=300', `--ExecutePreprocessor.timeout=${timeout}`];
  const args = ['--to', 'notebook', '--execute', ...limits, '--output-dir', out, '--log-level=ERROR', file];
  return new Promise((resolve) => {
    const [program, ...rest] = onCores(cores, [...nbconvert, ...args]);
    const child = spawn(program, rest, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
    child.on('close', (code) => resolve({ ok: code === 0, said }));
  });
}

const { values, positionals } = readFlags(import.meta.url, {
  allowPositionals: true,
  options: {
    profile: { type: 'string' },
    timeout: { type: 'string', default: '600' },
    jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    check: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
});
const nbconvert = findNbconvert() ?? [];
if (nbconvert.length === 0) {
  process.stderr.write('kernel: nbconvert is missing (Debian: jupyter-nbconvert, jupyter-client).\n');
  process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), 'borad-kernel-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const kernels = { JUPYTER_PATH: kernelFolder(scratch) };

/**
 * Executes a notebook and, with --check, compares what it shows with what is stored.
 *
 * @param {string} file
 * @param {string | undefined} cores
 * @returns {Promise<{ ok: boolean, profile: string, said: string, note: string }>}
 */
async function tryOut(file, cores) {
  const before = readNotebook(file);
  const stored = before.metadata?.borad?.profile;
  const profile = values.profile ?? (values.check ? stored : undefined) ?? 'quick';
  const compared = values.check && profile === stored;
  const out = values.check ? join(scratch, basename(file, '.ipynb')) : scratch;
  mkdirSync(out, { recursive: true });
  // What is stored was made without image sets of this machine. A figure of the stored numbers has the stored picture.
  /** @type {Record<string, string>} */
  const same = values.check ? { BORAD_DATA: out, BORAD_DRAWN: join(root, 'figures') } : {};
  const env = { ...kernels, ...same, BORAD_PROFILE: profile, BORAD_OUTPUT: out };
  const { ok, said } = await execute(file, { out, timeout: values.timeout, cores, env });
  if (!ok || !compared) return { ok, profile, said, note: '' };
  const differences = compareOutputs(before, readNotebook(join(out, basename(file))));
  if (differences.length === 0) return { ok, profile, said, note: 'outputs as stored' };
  return { ok: false, profile, said: differences.join('\n'), note: 'outputs differ' };
}

let failed = 0;
const head = ['notebook', 'profile', 'time', 'result'];
const files = longestFirst(findNotebooks(join(root, 'notebooks'), positionals));
await inLanes(files, Number(values.jobs) || 1, async (file, cores) => {
  const started = performance.now();
  const { ok, profile, said, note } = await tryOut(file, cores);
  const seconds = (performance.now() - started) / 1000;
  const parts = [ok ? 'ok    ' : 'failed', basename(file), `${seconds.toFixed(0)} s`, note].filter(Boolean);
  process.stdout.write(`${parts.join('  ')}\n`);
  if (!ok) process.stdout.write(`${said.trimEnd().replace(/^/gm, '    ')}\n`);
  failed += ok ? 0 : 1;
  const link = `[${basename(file, '.ipynb')}](../notebooks/${basename(file)})`;
  const result = ok ? note || 'ok' : `**failed**${note && `: ${note}`}`;
  const rows = [head, [link, profile, duration(seconds), result]];
  if (values.record) recordRows(join(root, 'docs/installation.md'), 'kernel', rows, ([name = '']) => name);
});
process.exitCode = failed > 0 ? 1 : 0;
