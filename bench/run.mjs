#!/usr/bin/env node
// npm run bench [-- --json FILE] [--only TEXT] [--kind TEXT] [--rounds N] [--no-eager] [--passes] [--profile [--threads N]]
// Images a second of training, teacher and scoring: compiled, eager and, if a Python has it (BENCH_PYTHON), PyTorch; then the
// metrics against scikit-learn, if there is one.
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { readFlags, refuse } from '../tools/flags.mjs';
import { interleave } from './interleave.mjs';
import { metricRows } from './metrics.mjs';
import { KINDS } from './operatorKinds.mjs';
import { passRows } from './passes.mjs';
import { profileOf, withEarlier } from './profile.mjs';
import { pythonWith } from './python.mjs';
import { ourPeer, torchPeer } from './sides.mjs';
import { WORKLOADS } from './workloads.mjs';

keepGoingWithoutReader('bench');

const { values: flags } = readFlags(import.meta.url, {
  options: {
    json: { type: 'string' },
    only: { type: 'string', default: '' },
    // `method`: the other methods' steps and scoring.
    kind: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
    'no-eager': { type: 'boolean', default: false },
    passes: { type: 'boolean', default: false },
    // Where the time of the training steps goes, by operator and by kind.
    profile: { type: 'boolean', default: false },
    // Of a profiled step. One: shares then do not depend on who else uses the other cores.
    threads: { type: 'string', default: '1' },
  },
});

const require = createRequire(import.meta.url);
const borad = /** @type {typeof import('borad')} */ (require('borad'));
const { median } = borad.statistics;

/** Runs in a turn. */
const BLOCK = 4;
/** Eager steps take seconds: its own runs, not in turn. */
const EAGER_RUNS = 3;

const rounds = Number(flags.rounds);
if (!(Number.isInteger(rounds) && rounds >= 3)) {
  refuse(
    'bench',
    `--rounds is ${flags.rounds}; expected a whole number from 3, so that medians are of at least 12 runs.`,
  );
}
const report = (/** @type {string} */ text) => process.stderr.write(`${text}\n`);
const version = (/** @type {string} */ name) => require(`${name}/package.json`).version;
const threads = availableParallelism();

/** @typedef {import('./workload.d.ts').Workload} Workload */
/** @typedef {import('./workload.d.ts').Row} Row */
/** @typedef {import('./peer.mjs').Peer} Peer */

/**
 * One workload on all sides.
 *
 * @param {Workload} workload
 * @param {{ compiled: Peer, torch?: Peer }} all
 * @param {Peer} [eager]
 */
async function measure(workload, all, eager) {
  /** @type {{ compiled: Peer, torch?: Peer }} */
  const peers = workload.ours ? { compiled: all.compiled } : all;
  const sides = Object.values(peers);
  /** @type {import('./workload.d.ts').Ready[]} */
  const ready = [];
  for (const side of sides) ready.push(await side.prepare(workload));
  const times = (await interleave(sides, { rounds, block: BLOCK })).map(median);
  const counts = ready.map(({ parameters }) => parameters).filter(Boolean);
  if (['borad', 'method step'].includes(workload.kind) && new Set(counts).size > 1) {
    throw new Error(`${workload.name}: the sides train ${counts.join(' and ')} parameters; expected the same number.`);
  }
  /** @type {Row} */
  const row = {
    ...{ name: workload.name, images: workload.images, ours: workload.ours },
    ...{ compiledMs: times[0], compile: ready[0] },
  };
  if (peers.torch) Object.assign(row, { torchMs: times[1], format: ready[1].format, torch: ready[1].torch });
  if (eager) {
    await eager.prepare(workload);
    row.eagerMs = median((await eager.run(EAGER_RUNS + 1)).slice(1));
  }
  return row;
}

const rate = (/** @type {Row} */ row, /** @type {number} */ ms) => (1000 * row.images) / ms;
/** @type {(a: number | undefined, b: number | undefined) => string} */
const ratio = (a, b) => (a === undefined || b === undefined ? '' : (a / b).toFixed(2));

/** @param {Row[]} rows */
function table(rows) {
  return borad.display.textTable(
    ['images per second', 'compiled', 'PyTorch', 'compiled / PyTorch', 'eager', 'compiled / eager', 'compile time'],
    rows.map((row) => [
      row.name ?? '',
      rate(row, row.compiledMs).toFixed(1),
      row.torchMs === undefined ? (row.ours ? 'no peer' : '') : rate(row, row.torchMs).toFixed(1),
      ratio(row.torchMs, row.compiledMs),
      row.eagerMs === undefined ? '' : rate(row, row.eagerMs).toFixed(1),
      ratio(row.eagerMs, row.compiledMs),
      row.compile.traceMs && row.compile.sessionMs
        ? `${(row.compile.traceMs / 1000).toFixed(1)} + ${(row.compile.sessionMs / 1000).toFixed(1)} s`
        : `${(row.compile.readyMs / 1000).toFixed(1)} s`,
    ]),
  );
}

/**
 * Rows as `--json` writes them; `vsTorch` is how many times PyTorch's rate.
 *
 * @param {Row} row
 */
function jsonRows(row) {
  const line = (/** @type {string} */ engine, /** @type {number | undefined} */ ms) =>
    ms === undefined
      ? []
      : [
          {
            name: row.name,
            engine,
            imgPerSecond: rate(row, ms),
            vsTorch: row.torchMs === undefined ? null : row.torchMs / ms,
          },
        ];
  return [...line('compiled', row.compiledMs), ...line('eager', row.eagerMs), ...line('PyTorch', row.torchMs)];
}

const python = pythonWith('torch');
/** @type {{ cpu: string, cores: number, memoryGiB: number, node: string, tfjs: string, onnxruntime: string, torch?: string | null }} */
const machine = {
  cpu: cpus()[0].model.trim(),
  cores: threads,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  tfjs: version('@tensorflow/tfjs-core'),
  onnxruntime: version('onnxruntime-node'),
};
const chosen = WORKLOADS.filter(({ name, kind }) => name.includes(flags.only) && kind.includes(flags.kind));
const [first] = chosen;
if (!first)
  refuse('bench', `--only "${flags.only}" --kind "${flags.kind}": no workload has these in its name and kind.`);

if (flags.passes) {
  const rows = await passRows(first, borad.compile.PASS_NAMES, { rounds, block: BLOCK }, report);
  console.log(`${first.name}: each pass turned off, in turn with all on; medians of ${rounds * BLOCK}`);
  const cells = rows.map(({ pass, nodes, ms, allMs, gain }) => [
    pass,
    String(nodes),
    ms.toFixed(1),
    allMs.toFixed(1),
    gain.toFixed(2),
  ]);
  console.log(borad.display.textTable(['without', 'operators', 'ms', 'ms with all', 'gain'], cells));
  if (flags.json) borad.base.writeJson(flags.json, { machine, workload: first.name, rows });
} else if (flags.profile) {
  const counts = { warmUp: 2, steps: 6, threads: Number(flags.threads) };
  const rows = [];
  // Unless asked for others, the wide ones, which PyTorch does as fast or faster.
  const isProfiled = (/** @type {import('./workload.d.ts').Workload} */ { kind, widths: [finest = 0] = [] }) =>
    ['borad', 'distillation'].includes(kind) && (flags.only !== '' || finest >= 64);
  for (const workload of chosen.filter(isProfiled)) {
    report(workload.name);
    const step = /** @type {import('./stepRun.cjs').StepWorkload} */ (workload);
    rows.push({ name: workload.name, ...(await profileOf(step, counts)) });
  }
  const cells = rows.map(({ name, ms, kinds }) => [
    name,
    ms.toFixed(0),
    ...KINDS.map((kind) => `${(100 * (kinds.find((one) => one.name === kind)?.share ?? 0)).toFixed(0)}%`),
  ]);
  console.log(
    `Least of ${counts.steps} runs of each operator after ${counts.warmUp}, on ${counts.threads} thread(s), summed`,
  );
  console.log(borad.display.textTable(['step', 'ms', ...KINDS], cells));
  for (const { name, operators } of rows) {
    const most = operators.slice(0, 8).map((one) => `${one.name} ${(100 * one.share).toFixed(0)}%`);
    console.log(`${name}: ${most.join(', ')}`);
  }
  const measured = { machine, ...counts, kinds: KINDS, rows };
  if (flags.json) borad.base.writeJson(flags.json, withEarlier(flags.json, measured));
} else {
  const peers = { compiled: ourPeer('compiled'), ...(python && { torch: torchPeer(python, threads) }) };
  const eager = flags['no-eager'] ? undefined : ourPeer('eager');
  /** @type {Row[]} */
  const rows = [];
  for (const workload of chosen) {
    report(workload.name);
    rows.push(await measure(workload, peers, eager));
  }
  for (const peer of [...Object.values(peers), eager]) await peer?.end();
  machine.torch = rows.find(({ torch }) => torch)?.torch ?? null;
  console.log(
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}, TensorFlow.js ${machine.tfjs}, ` +
      `onnxruntime ${machine.onnxruntime}, PyTorch ${machine.torch ?? 'not found (set BENCH_PYTHON)'}`,
  );
  console.log(
    `Medians of ${rounds * BLOCK} runs, compiled and PyTorch (the better of contiguous and channels_last) in turn; ` +
      `eager: of ${EAGER_RUNS} runs. Compile time: tracing + session.`,
  );
  console.log(table(rows));
  const scikit = flags.only + flags.kind === '' ? pythonWith('sklearn, skimage, scipy') : undefined;
  if (scikit) report('metrics against scikit-learn and scikit-image');
  const metrics = scikit ? await metricRows({ python: scikit, dataset: 0 }) : { rows: [] };
  if (metrics.rows.length > 0) {
    const cells = metrics.rows.map(({ name, images, ms, peerMs, ratio: times, peer }) => [
      `${name}, ${images} maps`,
      ms.toFixed(1),
      peerMs.toFixed(1),
      times.toFixed(1),
      peer,
    ]);
    console.log(borad.display.textTable(['metrics', 'ms', 'ms in Python', 'times faster', 'peer'], cells));
  }
  if (flags.json) borad.base.writeJson(flags.json, { machine, rows: rows.flatMap(jsonRows), metrics: metrics.rows });
}
