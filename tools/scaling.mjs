#!/usr/bin/env node
// How time and memory of a training step grow with the batch, the widths and the number of prototypes: each point in a process of its
// own, the compiled step, and the same in PyTorch where a Python has it (BENCH_PYTHON; of its two memory formats the faster).
// Machines that others use, too, change their speed from minute to minute: all points are measured in turn, several times over, and
// of each point the least counts; how far the others lie above it is printed and recorded.
//   npm run scaling -- [--steps 5] [--repeats 3] [--axes batch,width,prototypes] [--json data/results/scaling.json]
import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import { pythonWith } from '../bench/python.mjs';
import { ourPeer, torchByFormat } from '../bench/sides.mjs';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { readFlags, refuse } from './flags.mjs';

keepGoingWithoutReader('scaling');

const { values: flags } = readFlags(import.meta.url, {
  options: {
    steps: { type: 'string', default: '5' },
    repeats: { type: 'string', default: '3' },
    axes: { type: 'string', default: 'batch,width,prototypes' },
    json: { type: 'string' },
  },
});

const borad = /** @type {typeof import('borad')} */ (createRequire(import.meta.url)('borad'));

/** Steps at the start that take memory for the first time: the first five or so took longer than later ones. */
const WARM_UP = 10;
/** The default network on images of 256 x 256, from which one thing at a time is changed. */
const BASE = { kind: 'borad', widths: [32, 64, 128], maps: [32, 16, 8], images: 8, prototypes: 7 };

/** @type {Record<string, { values: number[], change: (value: number) => Partial<import('../bench/workload.d.ts').Workload> }>} */
const AXES = {
  batch: { values: [2, 4, 8, 16, 32], change: (images) => ({ images }) },
  width: { values: [16, 32, 64, 128], change: (width) => ({ widths: [width, 2 * width, 4 * width] }) },
  prototypes: { values: [3, 7, 15, 30, 60], change: (prototypes) => ({ prototypes }) },
};

/** Seconds of a step after the warm-up, and the most memory that its process took, bytes. */
const costsOf = (/** @type {import('../bench/workload.d.ts').Measured} */ { ms, peakMemoryMiB }) => ({
  seconds: borad.statistics.median(ms.slice(WARM_UP)) / 1000,
  peakBytes: peakMemoryMiB * 2 ** 20,
});

const count = WARM_UP + Number(flags.steps);

/** @param {import('../bench/workload.d.ts').Workload} workload */
async function measure(workload) {
  const peer = ourPeer('compiled');
  await peer.prepare(workload);
  const measured = await peer.runMeasured(count);
  await peer.end();
  return costsOf(measured);
}

const python = pythonWith('torch');
const threads = availableParallelism();

/**
 * @param {string} python
 * @param {import('../bench/workload.d.ts').Workload} workload
 */
async function measurePeer(python, workload) {
  const formats = (await torchByFormat(python, threads, workload, count)).map(costsOf);
  return formats.sort((a, b) => a.seconds - b.seconds)[0];
}

/** All points, each with what measures it. */
const chosen = flags.axes.split(',');
const points = Object.entries(AXES)
  .filter(([axis]) => chosen.includes(axis))
  .flatMap(([axis, { values, change }]) =>
    values.flatMap((value) => {
      const workload = { ...BASE, ...change(value) };
      const ours = { axis, value, engine: 'compiled', measured: () => measure(workload) };
      return python
        ? [ours, { axis, value, engine: 'PyTorch', measured: () => measurePeer(python, workload) }]
        : [ours];
    }),
  );
if (points.length === 0) refuse('scaling', `--axes ${flags.axes}: expected some of ${Object.keys(AXES).join(', ')}.`);
const repeats = Number(flags.repeats);
const costs = points.map(() => /** @type {{ seconds: number, peakBytes: number }[]} */ ([]));
for (let round = 1; round <= repeats; round++) {
  for (const [i, { axis, value, engine, measured }] of points.entries()) {
    process.stderr.write(`round ${round} of ${repeats}: ${axis} ${value}, ${engine} ...\n`);
    costs[i].push(await measured());
  }
}
/** The least time and memory of a point, and how many times the least the most time was. */
const rows = points.map(({ axis, value, engine }, i) => {
  const seconds = costs[i].map((one) => one.seconds);
  const least = Math.min(...seconds);
  const peakBytes = Math.min(...costs[i].map((one) => one.peakBytes));
  return { axis, value, engine, seconds: least, spread: Math.max(...seconds) / least, peakBytes };
});
console.log(
  `Least of ${repeats} rounds through all points; in each, the median of ${flags.steps} steps after ${WARM_UP}`,
);
const columns = ['changed', 'to', 'engine', 'step, ms', 'most / least', 'peak, MiB'];
const cells = rows.map(({ axis, value, engine, seconds, spread, peakBytes }) => [
  axis,
  String(value),
  engine,
  (1000 * seconds).toFixed(0),
  spread.toFixed(2),
  (peakBytes / 2 ** 20).toFixed(0),
]);
console.log(borad.display.textTable(columns, cells));
if (flags.json) {
  const { kind: _, ...base } = BASE;
  const machine = { processor: cpus()[0]?.model, cores: threads, node: process.versions.node };
  borad.base.writeJson(flags.json, {
    ...{ machine, warmUp: WARM_UP, steps: Number(flags.steps), repeats, base, rows },
  });
  console.log(`\nwritten: ${flags.json}`);
}
