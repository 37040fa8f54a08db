#!/usr/bin/env node
// Makes all committed results: every method with every seed by the preset `notebook`, results in data/results/runs.
//   npm run experiments -- [--parallel 2] [--variants A,B] [--seeds 1,2] [--preset notebook] [--data procedural] [--list]
// A run that is there is not made again, so the command can be stopped and repeated.
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const borad = createRequire(import.meta.url)('borad');

const { values: flags } = parseArgs({
  options: {
    parallel: { type: 'string' },
    variants: { type: 'string' },
    seeds: { type: 'string' },
    preset: { type: 'string', default: 'notebook' },
    data: { type: 'string', default: 'procedural' },
    list: { type: 'boolean', default: false },
    // What a worker is told: a specification as JSON.
    run: { type: 'string' },
  },
});

/** Whether processes can be kept on one processor each: their threads would fight for the others otherwise. */
function canPin() {
  return process.platform === 'linux' && spawnSync('taskset', ['-p', String(process.pid)]).status === 0;
}

/** One run in a process of its own, on one processor if it is pinned. */
function runInProcess(spec, processor) {
  const self = [process.execPath, fileURLToPath(import.meta.url), '--run', JSON.stringify(spec)];
  const [command, ...args] = processor === undefined ? self : ['taskset', '-c', String(processor), ...self];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`${spec.variant}, seed ${spec.seed}: exit ${code ?? signal}`)),
    );
  });
}

const percent = (value) => (100 * value).toFixed(1);

if (flags.run) {
  const spec = JSON.parse(flags.run);
  const started = performance.now();
  const run = await borad.getRun(spec, { progress: borad.progressReporter('silent') });
  const seconds = (performance.now() - started) / 1000;
  const { imageAuroc, pixelAp, pixelAupro, mad } = run.mean;
  console.log(
    `${run.hash}  ${run.variant}, seed ${run.seed}: image AUROC ${percent(imageAuroc)}, pixel AP ${percent(pixelAp)}, AUPRO ${percent(pixelAupro)}, mAD ${percent(mad)}  ${seconds.toFixed(0)} s`,
  );
} else {
  const specs = borad.comparisonSpecs({
    preset: flags.preset,
    data: flags.data,
    ...(flags.variants ? { variants: flags.variants.split(',') } : {}),
    ...(flags.seeds ? { seeds: flags.seeds.split(',').map(Number) } : {}),
  });
  if (flags.list) {
    for (const spec of specs) {
      console.log(
        `${borad.runHash(spec)}  ${borad.findRun(spec) ? 'there  ' : 'missing'}  ${spec.variant}, seed ${spec.seed}`,
      );
    }
  } else await makeAll(specs);
}

async function makeAll(specs) {
  const missing = specs.filter((spec) => !borad.findRun(spec));
  console.log(`${specs.length} runs, ${specs.length - missing.length} there, ${missing.length} to make`);
  if (missing.length === 0) return;
  const pin = canPin();
  const workers = Math.max(1, flags.parallel ? Number(flags.parallel) : pin ? availableParallelism() : 1);
  const started = performance.now();
  await borad.openInputs(missing[0]);
  const queue = [...missing];
  let done = 0;
  const work = async (worker) => {
    for (let spec = queue.shift(); spec; spec = queue.shift()) {
      await runInProcess(spec, pin && workers > 1 ? worker : undefined);
      done++;
      const spent = (performance.now() - started) / 1000;
      const left = (spent / done) * (missing.length - done);
      console.log(
        `${done}/${missing.length}, ${borad.formatDuration(spent)} so far, ${borad.formatDuration(left)} left`,
      );
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, i) => work(i)));
}
